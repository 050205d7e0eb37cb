using System.Globalization;

namespace MLOps.Sdk.Privacy;

/// <summary>How long predictions are kept.</summary>
/// <param name="Keep">How long.</param>
/// <param name="Actor">Who decided.</param>
/// <param name="Reason">Why this long; kept in the log.</param>
public sealed record RetentionPolicy(TimeSpan Keep, string Actor, string Reason)
{
    /// <summary>Six months, as EU AI Act Articles 19(1) and 26(6) ask of high-risk systems: 184 days.</summary>
    public static readonly TimeSpan DefaultFloor = TimeSpan.FromDays(184);

    /// <summary>The longest retention that can be asked for: 36,500 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

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

    /// <summary>The share of time that is spent removing; it rests after each slice, so that others have the store to themselves.</summary>
    /// <value>0.01 to 1 (no rest beyond taking turns); default 1.</value>
    public double Share { get; init; } = 1;

    /// <summary>What is wrong with it.</summary>
    internal IEnumerable<string> Failures()
    {
        if (Keep <= TimeSpan.Zero || Keep > Longest)
            yield return $"The retention is {Days(Keep)} days; it must be more than nothing and at most {Days(Longest)}.";
        if (Floor < TimeSpan.Zero || Floor > Longest)
            yield return $"The floor of the retention is {Days(Floor)} days; it must be 0 to {Days(Longest)}.";
        if (Ceiling is { } ceiling && (ceiling <= TimeSpan.Zero || ceiling > Longest))
            yield return $"The ceiling of the retention is {Days(ceiling)} days; it must be more than nothing and at most {Days(Longest)}.";
        else if (Keep > Ceiling)
            yield return $"The retention is {Days(Keep)} days and its ceiling {Days(Ceiling.Value)}. Keep less, or raise the ceiling if you may.";
        if (MaximumBytes <= 0)
            yield return $"The most bytes of the store are {MaximumBytes}; they must be more than nothing.";
        if (Keep < Floor && string.IsNullOrWhiteSpace(LegalBasis))
            yield return $"The retention is {Days(Keep)} days and its floor {Days(Floor)}. Keep longer, or name the legal basis for less: it is kept in the log.";
        if (!(Share >= 0.01 && Share <= 1))
            yield return string.Create(CultureInfo.InvariantCulture, $"The share of time for removing is {Share}; it must be 0.01 to 1.");
    }

    private static string Days(TimeSpan span) => span.TotalDays.ToString("0.##", CultureInfo.InvariantCulture);
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
