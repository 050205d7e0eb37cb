namespace MLOps.Sdk.Storage;

/// <summary>How urgent an alert is.</summary>
public enum AlertSeverity
{
    /// <summary>Worth knowing; nobody has to act.</summary>
    Information = 0,

    /// <summary>Somebody should look at it in working hours.</summary>
    Warning = 1,

    /// <summary>Somebody has to act now.</summary>
    Critical = 2,
}

/// <summary>A rule that fired: what, on which rows, on what evidence, whose it is and what to do. Immutable.</summary>
public sealed record Alert
{
    /// <summary>The signal of an alert about all signals together.</summary>
    public const string AllSignals = "*";

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version's name.</summary>
    public required string Version { get; init; }

    /// <summary>The monitor that raised it, such as "drift".</summary>
    public required string Monitor { get; init; }

    /// <summary>What it is about: a feature's name, "prediction" for the output, or <see cref="AllSignals"/>.</summary>
    public required string Signal { get; init; }

    /// <summary>The rule that fired, such as "e-mixture".</summary>
    public required string Kind { get; init; }

    /// <summary>How urgent it is.</summary>
    /// <value>Default <see cref="AlertSeverity.Warning"/>.</value>
    public AlertSeverity Severity { get; init; } = AlertSeverity.Warning;

    /// <summary>The record time of the row that raised it, or the end of the window that did.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The rows that the monitor had seen of this version before that row, since the app started.</summary>
    public required long Row { get; init; }

    /// <summary>
    /// What the rule promises: the probability that it, and all rules that share the promise with it, ever fires though
    /// nothing has changed. Null when the rule promises nothing.
    /// </summary>
    public double? FalseAlarmRate { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>The figures behind it, a JSON object.</summary>
    /// <value>Default "{}".</value>
    public string Evidence { get; init; } = "{}";

    /// <summary>Who looks after it; null when nobody was named.</summary>
    public string? Owner { get; init; }

    /// <summary>What to do, such as the address of a page; null when there is none.</summary>
    public string? Playbook { get; init; }
}

/// <summary>Which alerts to read, newest first.</summary>
/// <param name="Model">The model's name, or null for all.</param>
/// <param name="Version">The version's name, or null for all.</param>
/// <param name="Signal">The signal, or null for all.</param>
/// <param name="From">Raised at or after this moment, or null.</param>
/// <param name="Limit">At most so many, 1 to <see cref="MaximumLimit"/>. Default 1,000.</param>
public sealed record AlertQuery(string? Model = null, string? Version = null, string? Signal = null, DateTimeOffset? From = null, int Limit = 1_000)
{
    /// <summary>The largest <see cref="Limit"/>: 100,000.</summary>
    public const int MaximumLimit = 100_000;
}
