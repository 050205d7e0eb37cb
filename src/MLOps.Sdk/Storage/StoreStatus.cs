namespace MLOps.Sdk.Storage;

/// <summary>What a store holds.</summary>
/// <param name="Location">Where it is, for people.</param>
/// <param name="Rows">Predictions stored.</param>
/// <param name="Bytes">Bytes on disk.</param>
/// <param name="SchemaVersion">The version of its tables.</param>
/// <param name="EngineVersion">The version of the engine, such as SQLite's.</param>
/// <param name="Warnings">What an operator should know; empty when all is well.</param>
public sealed record StoreStatus(
    string Location, long Rows, long Bytes, int SchemaVersion, string EngineVersion, IReadOnlyList<string> Warnings)
{
    /// <summary>What was lost before it could be stored, as far as the log was told: those of ended processes and, up to the last second, of running ones.</summary>
    public IReadOnlyList<RecordedLoss> Losses { get; init; } = [];

    /// <summary>Outcomes that said again what the newest one of their prediction says, and were counted instead of stored.</summary>
    public long OutcomesRepeated { get; init; }

    /// <summary>Outcomes that came longer after their prediction than <see cref="ModelOpsOptions.LateOutcomeAfter"/>. They are stored.</summary>
    public long OutcomesLate { get; init; }

    /// <summary>Outcomes that were stored before the prediction that they are about.</summary>
    public long OutcomesEarly { get; init; }

    /// <summary>Outcomes about a prediction that the store does not hold: not yet, not any more, or never.</summary>
    public long OutcomesUnknown { get; init; }

    /// <summary>Bytes of the disk that are held so that records can be removed when it is full; 0 when there are none, or they were needed.</summary>
    public long BallastBytes { get; init; }

    /// <summary>Actions and outcomes about erased predictions, which were refused.</summary>
    public long AnnotationsOfErased { get; init; }
}
