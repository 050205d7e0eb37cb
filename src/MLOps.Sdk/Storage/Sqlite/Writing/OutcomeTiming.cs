using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>Counts which outcomes come late, and remembers those whose prediction is not there. Used by one thread.</summary>
internal sealed class OutcomeTiming : IDisposable
{
    private readonly SqliteRows _time;
    private readonly SqliteStatement _wait;
    private readonly SqliteStatement _countLate;
    private readonly long _lateAfter; // microseconds

    /// <param name="database">The store.</param>
    /// <param name="lateAfter">How long after its prediction an outcome is late.</param>
    public OutcomeTiming(SqliteDatabase database, TimeSpan lateAfter)
    {
        _time = database.Query("SELECT time FROM predictions WHERE id = ?1", "look for a prediction");
        _wait = database.Prepare("INSERT INTO outcomes_waiting (position) VALUES (?1) ON CONFLICT DO NOTHING", "remember an outcome");
        _countLate = database.Prepare("UPDATE counters SET value = value + 1 WHERE name = 'outcomes_late'", "count an outcome");
        _lateAfter = (long)lateAfter.TotalMicroseconds;
    }

    /// <summary>Looks at an outcome that was just stored.</summary>
    public void Note(in AnnotationRecord outcome, long position)
    {
        DateTimeOffset? predicted = _time.With(outcome.PredictionId.ToString()).Step() ? IsoTime.Parse(_time.Text(0)) : null;
        _time.Reset();
        if (predicted is null)
        {
            _wait.Bind(1, position);
            _wait.RunOrThrow();
        }
        else if (outcome.TimeMicroseconds - WallClock.Microseconds(predicted.Value) > _lateAfter)
        {
            _countLate.RunOrThrow();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _time.Dispose();
        _wait.Dispose();
        _countLate.Dispose();
    }
}
