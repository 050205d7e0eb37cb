namespace MLOps.Sdk.Privacy;

/// <summary>
/// A retention that the app does by itself, beside its recording. Off until one of <see cref="Keep"/>, <see cref="Ceiling"/> and
/// <see cref="MaximumBytes"/> is set. Of all processes on a directory one does it at a time.
/// </summary>
public sealed class RetentionOptions
{
    /// <summary>How long predictions are kept; null: as long as <see cref="Ceiling"/> and <see cref="MaximumBytes"/> allow.</summary>
    /// <value>More than 0 and at most 36,500 days; default null.</value>
    public TimeSpan? Keep { get; set; }

    /// <summary>The shortest that needs no <see cref="LegalBasis"/>.</summary>
    /// <value>0 to 36,500 days; default <see cref="RetentionPolicy.DefaultFloor"/>, 184 days.</value>
    public TimeSpan Floor { get; set; } = RetentionPolicy.DefaultFloor;

    /// <summary>The longest that predictions may be kept. Those beyond it, which a legal hold keeps, are reported.</summary>
    /// <value>At least <see cref="Keep"/> and at most 36,500 days; default null.</value>
    public TimeSpan? Ceiling { get; set; }

    /// <summary>The most bytes that the store may use: while it uses more the oldest predictions are removed, none younger than the floor unless there is a legal basis.</summary>
    /// <value>More than 0; default null.</value>
    public long? MaximumBytes { get; set; }

    /// <summary>The law that asks for, or allows, less than the floor; kept in the log.</summary>
    public string? LegalBasis { get; set; }

    /// <summary>Why this long; kept in the log. Required.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Who decided; kept in the log.</summary>
    /// <value>Default "retention schedule".</value>
    public string Actor { get; set; } = "retention schedule";

    /// <summary>From the beginning of one run to that of the next, over restarts too.</summary>
    /// <value>1 minute to 30 days; default 1 day.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromDays(1);

    /// <summary>When runs begin, UTC; null: when the interval is over. With it the interval is whole days. A run that was missed begins when an app runs again.</summary>
    /// <value>Default null.</value>
    public TimeOnly? TimeOfDay { get; set; }

    /// <summary>The share of time that a run removes; it rests for the others, so that recording has the store to itself then.</summary>
    /// <value>0.01 to 1; default 0.25.</value>
    public double Share { get; set; } = 0.25;

    /// <summary>Whether anything is limited.</summary>
    internal bool IsOn => Keep is not null || Ceiling is not null || MaximumBytes is not null;

    /// <summary>What a run does.</summary>
    internal RetentionPolicy Policy => new(Keep ?? Ceiling ?? RetentionPolicy.Longest, Actor, Reason)
    {
        Floor = Floor,
        Ceiling = Ceiling,
        MaximumBytes = MaximumBytes,
        LegalBasis = LegalBasis,
        Share = Share,
    };
}
