namespace MLOps.Sdk.Evaluation;

/// <summary>Labelled rows with what a candidate, and a champion if there is one, said about them. Immutable.</summary>
/// <remarks>Both sides saw the same rows, so they are compared row by row: what makes a row hard is hard for both and cancels out.</remarks>
public sealed class EvaluationRows
{
    /// <summary>The probability from which a row counts as predicted positive: 0.5.</summary>
    public const double Threshold = 0.5;

    /// <summary>Rows of two models.</summary>
    /// <param name="labels">The truth of each row; a row without one (NaN) must be left out.</param>
    /// <param name="candidate">The model that is judged.</param>
    /// <param name="champion">The model it is compared with, or null.</param>
    /// <param name="segments">Texts by which rows are grouped, by column; null for none.</param>
    /// <exception cref="ArgumentException">Something is given for more or fewer rows than there are labels, or a label is NaN.</exception>
    public EvaluationRows(
        double[] labels, EvaluatedModel candidate, EvaluatedModel? champion = null, IReadOnlyDictionary<string, string[]>? segments = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(candidate);
        Labels = labels;
        Candidate = candidate;
        Champion = champion;
        Segments = segments ?? new Dictionary<string, string[]>();
        if (Array.Exists(labels, double.IsNaN))
            throw new ArgumentException("A row has no label. Leave rows without a truth out before they are judged.", nameof(labels));
        IsBinary = Array.TrueForAll(labels, static label => label is 0 or 1);
        RefuseOtherLengths(candidate, "candidate", nameof(candidate));
        if (champion is not null)
            RefuseOtherLengths(champion, "champion", nameof(champion));
        foreach ((string column, string[] values) in Segments)
            RefuseOtherLength(values.Length, $"column '{column}'", nameof(segments));
    }

    /// <summary>The number of rows.</summary>
    public int Count => Labels.Length;

    /// <summary>The truth.</summary>
    public double[] Labels { get; }

    /// <summary>Whether every label is 0 or 1: predictions are then P(class 1).</summary>
    public bool IsBinary { get; }

    /// <summary>The model that is judged.</summary>
    public EvaluatedModel Candidate { get; }

    /// <summary>The model it is compared with, or null.</summary>
    public EvaluatedModel? Champion { get; }

    /// <summary>Texts by which rows are grouped.</summary>
    public IReadOnlyDictionary<string, string[]> Segments { get; }

    private void RefuseOtherLengths(EvaluatedModel model, string name, string parameter)
    {
        RefuseOtherLength(model.Predictions.Length, $"predictions of the {name}", parameter);
        RefuseOtherLength(model.Microseconds?.Length ?? Count, $"times of the {name}", parameter);
        RefuseOtherLength(model.Costs?.Length ?? Count, $"costs of the {name}", parameter);
    }

    private void RefuseOtherLength(int length, string what, string parameter)
    {
        if (length != Count)
            throw new ArgumentException($"There are {Count} labels and {length} values of {what}. Give one for each row.", parameter);
    }
}
