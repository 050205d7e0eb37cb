using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>The alarms whose wealth outlives the app: saved when one was raised, every ten seconds, and when the app stops. Owned by the monitors' thread.</summary>
/// <remarks>
/// What came between the last save and a crash is taken in from the log at the next start, once and in its order. Where there
/// is no log to read, and in alarms of segments, it is forgotten. The promise holds all the same: rows that an alarm never
/// saw are no evidence, and what is kept is the wealth of a fair game at the moment of the save.
/// </remarks>
internal sealed class KeptAlarms(IAlarmStates? states)
{
    private const long MicrosecondsBetweenSaves = 10_000_000;

    private readonly Dictionary<string, VersionAlarms> _alarms = new(StringComparer.Ordinal);
    private long _savedAt = long.MinValue;

    /// <summary>What was recorded and not taken in; null where that is not known.</summary>
    public MissedRecords? Missed { get; set; }

    /// <summary>Goes on where the alarms were saved, and keeps them from now on.</summary>
    /// <param name="version">The version.</param>
    /// <param name="shadow">Whether they watch answers that nobody saw.</param>
    /// <param name="ofSegment">Whether they watch a segment.</param>
    /// <param name="monitor">The monitor's name, that of the segment with it.</param>
    /// <param name="alarms">The alarms.</param>
    public void Keep(ServedVersion version, bool shadow, bool ofSegment, string monitor, VersionAlarms alarms)
    {
        if (states is null)
            return;
        string key = string.Join('\n', version.Schema.Name, version.Version, monitor);
        if (_alarms.TryGetValue(key, out VersionAlarms? before) && before.HasNews)
            states.Save(key, before.Save());
        byte[]? saved = states.Find(key);
        if (saved is not null)
            alarms.Restore(saved);
        alarms.OnRaised = () => states.Save(key, alarms.Save());
        _alarms[key] = alarms;
        if (saved is not null && before is null && !ofSegment && Missed is not null)
            alarms.CatchUp(version, shadow, Missed);
    }

    /// <summary>Saves when it is time to.</summary>
    public void Tick(long now)
    {
        if (_savedAt != long.MinValue && now - _savedAt < MicrosecondsBetweenSaves)
            return;
        _savedAt = now;
        Save();
    }

    /// <summary>Saves what has news.</summary>
    public void Save()
    {
        foreach ((string key, VersionAlarms alarms) in _alarms)
        {
            if (alarms.HasNews)
                states!.Save(key, alarms.Save());
        }
    }
}
