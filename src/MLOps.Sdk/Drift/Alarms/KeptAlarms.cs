using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>
/// The alarms of one version whose wealth outlives the app, those of its segments included: saved every ten seconds, with the
/// next tick after one was raised, and when the app stops. Owned by the monitors' thread.
/// </summary>
/// <remarks>
/// With them a mark is saved: how far they had come. What is recorded behind it when the app ends without saying so is taken
/// in from the log by the next one, once and in its order; of an alarm that was saved after the mark, what it had not seen. What
/// ended apps left in their rings is awaited without holding up anything: where it comes late, it is taken in late, which no
/// promise minds, as it does not depend on what was recorded. Where there is no log to read, it is forgotten: rows that an
/// alarm never saw are no evidence. So is what an app recorded of a version that ended before its monitors had seen any of it,
/// some milliseconds. An alert that was raised and not saved is raised again, for the same row: the store takes
/// it once. Saved at once, it could be lost with the app before the store had it.
/// </remarks>
internal sealed class KeptAlarms
{
    private const int MostMarks = 64; // apps that ended one after the other before they had read the log

    private readonly IAlarmStates _states;
    private readonly string _key;
    private readonly Dictionary<string, VersionAlarms> _alarms = new(StringComparer.Ordinal);
    private readonly List<LogMark> _missed;
    private LogMark _seen;
    private bool _hasNews;

    /// <param name="states">Where they are kept.</param>
    /// <param name="version">The version.</param>
    /// <param name="monitor">The monitor's name.</param>
    /// <param name="first">The first prediction that this process shows.</param>
    public KeptAlarms(IAlarmStates states, ServedVersion version, string monitor, in PredictionRecord first)
    {
        _states = states;
        _key = string.Join('\n', version.Schema.Name, version.Version, monitor);
        _missed = LogMarks.Read(states.Find(MarkKey));
        if (_missed.Count == MostMarks)
            _missed.RemoveAt(0);
        _seen = new LogMark(first.Id, first.TimeMicroseconds, IsSeen: false);
    }

    /// <summary>Whether there is something in the log that alarms may not have seen.</summary>
    public bool HasMissed => _missed.Count > 0;

    /// <summary>Whether an alarm was raised since they were saved.</summary>
    public bool IsUrgent { get; private set; }

    private string MarkKey => _key + "\nmark";

    /// <summary>Goes on where alarms were saved, and keeps them from now on.</summary>
    /// <param name="segment">The segment that they watch; null for all predictions.</param>
    /// <param name="alarms">The alarms.</param>
    public void Keep(string? segment, VersionAlarms alarms)
    {
        string key = segment is null ? _key : $"{_key}[{segment}]";
        if (_alarms.Count == 0)
            SaveMark(); // what comes now is found by the next app, also when this one never saves
        if (_alarms.TryGetValue(key, out VersionAlarms? before) && before.HasNews)
            _states.Save(key, before.Save());
        if (_states.Find(key) is { } saved)
            alarms.Restore(saved);
        alarms.OnRaised = () => IsUrgent = true;
        _alarms[key] = alarms;
    }

    /// <summary>Told of each prediction of the version, behind the alarms.</summary>
    public void See(in PredictionRecord record)
    {
        _seen = new LogMark(record.Id, record.TimeMicroseconds, IsSeen: true);
        _hasNews = true;
    }

    /// <summary>Shows what was missed, once.</summary>
    public void CatchUp(IMissedRecords missed, ServedVersion version, bool shadow, MissedVisitor visit)
    {
        LogMark[] marks = [.. _missed];
        _missed.Clear(); // once: a log that cannot be read is not asked again
        foreach (LogMark mark in marks)
            missed.Replay(version, shadow, mark, visit);
        _hasNews = true;
        Save();
    }

    /// <summary>Saves what has news.</summary>
    public void Save()
    {
        foreach ((string key, VersionAlarms alarms) in _alarms)
        {
            if (alarms.HasNews)
                _states.Save(key, alarms.Save());
        }

        if (_alarms.Count > 0 && _hasNews)
            SaveMark();
        (_hasNews, IsUrgent) = (false, false);
    }

    /// <summary>Saves that nothing is missing.</summary>
    public void Close()
    {
        Save();
        if (_alarms.Count > 0 && !HasMissed)
            _states.Save(MarkKey, LogMarks.Write([]));
    }

    /// <summary>After the alarms: what these have seen beyond the mark they know by themselves.</summary>
    private void SaveMark() => _states.Save(MarkKey, LogMarks.Write([.. _missed, _seen]));
}
