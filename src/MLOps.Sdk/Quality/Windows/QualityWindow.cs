using System.Collections.Immutable;

namespace MLOps.Sdk.Quality.Windows;

/// <summary>A closed window of one version, held to its schema. Immutable.</summary>
public sealed record QualityWindow
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version's name.</summary>
    public required string Version { get; init; }

    /// <summary>The window's number for this version, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>The predictions of this version before the window, since the app started; those that failed included.</summary>
    public required long FirstRow { get; init; }

    /// <summary>The predictions in the window.</summary>
    public required long Rows { get; init; }

    /// <summary>Those of them whose features could not be read: they are in no column.</summary>
    public required long Unread { get; init; }

    /// <summary>When the earliest of them started.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When the latest of them started.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Every rule, and how the window keeps it.</summary>
    public required ImmutableArray<QualityFinding> Findings { get; init; }
}
