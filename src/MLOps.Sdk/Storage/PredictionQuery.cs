using System.Globalization;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage;

/// <summary>Which predictions to read. Every condition given must hold.</summary>
public sealed record PredictionQuery
{
    /// <summary>The largest page: 10,000 rows.</summary>
    public const int MaximumLimit = 10_000;

    /// <summary>The model's name.</summary>
    public string? Model { get; init; }

    /// <summary>The version's name.</summary>
    public string? Version { get; init; }

    /// <summary>The earliest start, inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The latest start, exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>A tag's key and value.</summary>
    public (string Key, string Value)? Tag { get; init; }

    /// <summary>Whom the predictions are about, in plain text or as recorded: a log that knows how models redact subjects finds both.</summary>
    public string? Subject { get; init; }

    /// <summary>How the calls ended.</summary>
    public PredictionStatus? Status { get; init; }

    /// <summary>An action that the product took because of them.</summary>
    public string? Action { get; init; }

    /// <summary>The range of the output.</summary>
    public ValueRange? Output { get; init; }

    /// <summary>Conditions on features; <see cref="FeatureFilter.Most"/> at most.</summary>
    public IReadOnlyList<FeatureFilter> Features { get; init; } = [];

    /// <summary>Newest first instead of oldest first.</summary>
    public bool Descending { get; init; }

    /// <summary>
    /// Predictions behind this place in the chain alone, in the order of the chain, which is that in which they were recorded; 0 for
    /// all. The next page begins behind the <see cref="LoggedPrediction.Position"/> of the last row. Not with <see cref="Descending"/>
    /// or <see cref="After"/>.
    /// </summary>
    /// <value>Default null: pages go by the time when calls started.</value>
    public long? BehindPosition { get; init; }

    /// <summary>Rows in a page, 1 to <see cref="MaximumLimit"/>. Default 100.</summary>
    public int Limit { get; init; } = 100;

    /// <summary><see cref="PredictionPage.Next"/> of the page before, or null for the first.</summary>
    public string? After { get; init; }

    /// <summary>The conditions as accesses are recorded with them, a JSON object: subject, value of a tag and values of features are left out.</summary>
    public string Describe() => EventDetails.Of(
        ("model", Model), ("version", Version), ("from", From?.ToString("O", CultureInfo.InvariantCulture)), ("to", To?.ToString("O", CultureInfo.InvariantCulture)),
        ("status", Status?.ToString().ToLowerInvariant()), ("action", Action), ("subject", Subject is null ? null : "given"), ("tag", Tag?.Key),
        ("features", Features.Count == 0 ? null : string.Join(',', Features.Select(static feature => feature.Name))));
}

/// <summary>One page of predictions.</summary>
/// <param name="Predictions">The rows.</param>
/// <param name="Next">Pass as <see cref="PredictionQuery.After"/> to go on; null at the end.</param>
public sealed record PredictionPage(IReadOnlyList<LoggedPrediction> Predictions, string? Next);
