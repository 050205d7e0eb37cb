using System.Collections.Immutable;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>A closed window of one version with every watched signal. Immutable.</summary>
public sealed record DriftWindow
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version's name.</summary>
    public required string Version { get; init; }

    /// <summary>Whether these are answers that nobody saw; they have windows of their own.</summary>
    public required bool Shadow { get; init; }

    /// <summary>The segment that the window is of, such as "tenant=acme"; null when it is of all predictions.</summary>
    public string? Segment { get; init; }

    /// <summary>The window's number for this version, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>The answered predictions of this version before the window, since the app started.</summary>
    public required long FirstRow { get; init; }

    /// <summary>The predictions in the window.</summary>
    public required long Rows { get; init; }

    /// <summary>Those of them whose own time was over before they came; for windows by time.</summary>
    public long LateRows { get; init; }

    /// <summary>When the earliest of them started.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When the latest of them started.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The features in declared order, then the output.</summary>
    public required ImmutableArray<SignalDrift> Signals { get; init; }
}

/// <summary>One signal in one window.</summary>
/// <param name="Signal">The feature's name, or "prediction".</param>
/// <param name="Statistics">How it compares with the reference.</param>
public sealed record SignalDrift(string Signal, DriftStatistics Statistics);
