namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>What a detector says of a row.</summary>
public enum ChangeSignal
{
    /// <summary>Nothing new.</summary>
    None = 0,

    /// <summary>The row lies in the warning zone of a detector that has one.</summary>
    Warning = 1,

    /// <summary>The stream has changed; the detector starts afresh with the next row.</summary>
    Drift = 2,
}

/// <summary>
/// Watches a stream of numbers for a change, a row at a time. Of the errors of a model, 1 is a wrong prediction and 0 a
/// right one. Single owner; memory does not grow with the rows unless a detector says so.
/// </summary>
public interface IChangeDetector
{
    /// <summary>Rows seen, those left out included.</summary>
    long Rows { get; }

    /// <summary>Rows left out because they are NaN or infinite.</summary>
    long Skipped { get; }

    /// <summary>Takes in a row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The detector is for errors and the value is none.</exception>
    ChangeSignal Add(double value);

    /// <summary>Forgets all rows.</summary>
    void Clear();
}
