namespace MLOps.Sdk.Privacy;

/// <summary>How long predictions are kept.</summary>
/// <param name="Keep">How long.</param>
/// <param name="Actor">Who decided.</param>
/// <param name="Reason">Why this long; kept in the log.</param>
public sealed record RetentionPolicy(TimeSpan Keep, string Actor, string Reason)
{
    /// <summary>Six months, as EU AI Act Articles 19(1) and 26(6) ask of high-risk systems: 184 days.</summary>
    public static readonly TimeSpan DefaultFloor = TimeSpan.FromDays(184);

    /// <summary>The shortest retention that needs no legal basis.</summary>
    /// <value>Default <see cref="DefaultFloor"/>.</value>
    public TimeSpan Floor { get; init; } = DefaultFloor;

    /// <summary>The longest that these predictions may be kept, or null. <see cref="Keep"/> must not be longer, and what is left beyond it, which a hold keeps, is reported.</summary>
    public TimeSpan? Ceiling { get; init; }

    /// <summary>The most bytes that the store may use, or null. While it uses more the oldest predictions are removed, however young, but none younger than the floor unless there is a legal basis.</summary>
    public long? MaximumBytes { get; init; }

    /// <summary>The law that asks for, or allows, less than the floor; kept in the log.</summary>
    public string? LegalBasis { get; init; }

    /// <summary>Predictions of this model alone; null for all.</summary>
    public string? Model { get; init; }
}

/// <summary>What a retention removed.</summary>
/// <param name="Predictions">Predictions removed, with what was said about them.</param>
/// <param name="Held">Predictions that were due and are on hold.</param>
/// <param name="Slices">Transactions it took.</param>
/// <param name="LongestSlice">The longest time that a writer could have waited.</param>
public sealed record RetentionReport(long Predictions, long Held, int Slices, TimeSpan LongestSlice)
{
    /// <summary>Predictions beyond the ceiling that are still there, because a hold keeps them.</summary>
    public long Overdue { get; init; }

    /// <summary>Bytes of the store that hold something. More than <see cref="RetentionPolicy.MaximumBytes"/> where the floor or holds keep them.</summary>
    public long UsedBytes { get; init; }
}

/// <summary>Records that must not be removed.</summary>
/// <param name="Reason">Why; kept in the log.</param>
/// <param name="Actor">Who holds them.</param>
/// <param name="Subject">Whose records, or null for everybody's.</param>
/// <param name="Model">Which model's records, or null for all.</param>
public sealed record LegalHold(string Reason, string Actor, string? Subject = null, string? Model = null);
