namespace MLOps.Sdk.Recording;

/// <summary>
/// Watches recorded predictions. Called by one thread alone, which is neither a caller's nor the store's, each record once, in the order of the channel;
/// what it learns it publishes as immutable snapshots.
/// </summary>
/// <remarks>A monitor that throws is counted and skipped for that record; it never stops the pump, a store or another monitor.</remarks>
public interface IRecordMonitor
{
    /// <summary>Sees one prediction. The record's spans are valid until this returns.</summary>
    void Observe(in PredictionRecord record);

    /// <summary>Sees what was said about a prediction, such as its outcome, in the order of the channel. The record's spans are valid until this returns.</summary>
    void Observe(in AnnotationRecord annotation)
    {
    }

    /// <summary>Sees that there is nothing more to see for now: what was put off to be done together is due.</summary>
    void Settle()
    {
    }

    /// <summary>Sees that time passes, about once a second, also when nothing is recorded.</summary>
    /// <param name="nowMicroseconds">The time in microseconds since 1970-01-01 UTC.</param>
    void Tick(long nowMicroseconds)
    {
    }

    /// <summary>Closes what is open, such as a window that is not full. Called once, when recording stops.</summary>
    void Close()
    {
    }
}
