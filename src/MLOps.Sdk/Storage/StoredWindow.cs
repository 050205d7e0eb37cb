namespace MLOps.Sdk.Storage;

/// <summary>A closed window of one watched signal.</summary>
public sealed record StoredWindow
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version's name.</summary>
    public required string Version { get; init; }

    /// <summary>What closed the window, such as "drift".</summary>
    public required string Monitor { get; init; }

    /// <summary>The feature's name, or "prediction" for the output.</summary>
    public required string Signal { get; init; }

    /// <summary>The window's number for this model and version, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>The rows before the window.</summary>
    public required long FirstRow { get; init; }

    /// <summary>The rows in the window.</summary>
    public required long Rows { get; init; }

    /// <summary>When its first prediction started.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When its last prediction started.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The statistics, a JSON object; keys as in <c>modelops replay</c>.</summary>
    public required string Statistics { get; init; }
}

/// <summary>Which windows to read.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's name, or null for all.</param>
/// <param name="Signal">The signal's name, or null for all.</param>
/// <param name="Monitor">What closed the window, such as "drift" or "drift[tenant=acme]"; null for all.</param>
public sealed record WindowQuery(string Model, string? Version = null, string? Signal = null, string? Monitor = null);
