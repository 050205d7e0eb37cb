namespace MLOps.Sdk.Storage;

/// <summary>Joins the truth to the predictions it is about. Safe on any thread; never blocks the writer.</summary>
public interface IOutcomeLog
{
    /// <summary>The predictions that match, oldest first, each with its truth where that is known.</summary>
    ValueTask<JoinedOutcomes> JoinOutcomesAsync(OutcomeQuery query, CancellationToken cancellationToken = default);
}

/// <summary>Which predictions to join with their outcomes.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's name, or null for all.</param>
/// <param name="From">The earliest start, inclusive, or null.</param>
/// <param name="To">The latest start, exclusive, or null.</param>
/// <param name="SegmentTag">The tag whose value is <see cref="JoinedOutcome.Segment"/>, or null.</param>
/// <param name="SegmentFeature">Or the feature, or null.</param>
public sealed record OutcomeQuery(
    string Model, string? Version = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? SegmentTag = null, string? SegmentFeature = null);

/// <summary>Predictions with their truth.</summary>
/// <param name="Rows">One for each prediction, oldest first.</param>
/// <param name="Unknown">Outcomes of the whole store whose prediction it does not hold: a mistaken id, or a prediction that was lost or deleted.</param>
public sealed record JoinedOutcomes(IReadOnlyList<JoinedOutcome> Rows, long Unknown);

/// <summary>
/// A prediction and its truth. Of several outcomes of one prediction the latest counts, since it corrects the others; an
/// outcome that was recorded before its prediction has a delay of 0.
/// </summary>
public sealed record JoinedOutcome
{
    /// <summary>The version that answered.</summary>
    public required string Version { get; init; }

    /// <summary>When the call started.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Whether the call was answered; a failed one has nothing to compare.</summary>
    public required bool Answered { get; init; }

    /// <summary>The output as a number; NaN when it has none.</summary>
    public double Output { get; init; } = double.NaN;

    /// <summary>The output as a label, or null.</summary>
    public string? OutputLabel { get; init; }

    /// <summary>The truth as a number; NaN when it has none.</summary>
    public double Value { get; init; } = double.NaN;

    /// <summary>The truth as a label, or null.</summary>
    public string? Label { get; init; }

    /// <summary>When the truth was recorded; null while it is not known.</summary>
    public DateTimeOffset? OutcomeTime { get; init; }

    /// <summary>How many outcomes were recorded for this prediction.</summary>
    public int Outcomes { get; init; }

    /// <summary>The segment's value, or null.</summary>
    public string? Segment { get; init; }

    /// <summary>Whether the truth is known.</summary>
    public bool IsLabelled => OutcomeTime is not null;
}
