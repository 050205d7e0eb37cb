using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Evaluation.Metrics;

/// <summary>A figure of a model on labelled rows, and of how two models differ in it. Pure.</summary>
internal abstract class EvaluationMetric(string name, bool binaryOnly = false)
{
    public string Name { get; } = name;

    /// <summary>Whether it needs labels that are 0 or 1.</summary>
    public bool BinaryOnly { get; } = binaryOnly;

    /// <summary>Why it cannot be computed from these rows; null when it can.</summary>
    public virtual string? Missing(EvaluatedModel model) => null;

    /// <summary>The figure of one model.</summary>
    public abstract double ValueOf(Selection rows, EvaluatedModel model);

    /// <summary>candidate − factor · champion with its interval, row by row where that is possible; the candidate alone when the factor is 0.</summary>
    public abstract Estimate Contrast(Selection rows, double factor, double level);
}

/// <summary>Some rows of an evaluation.</summary>
/// <param name="All">The evaluation.</param>
/// <param name="Places">The places of the rows.</param>
internal sealed record Selection(EvaluationRows All, int[] Places)
{
    public double[] Labels => All.Labels;

    public EvaluatedModel Candidate => All.Candidate;

    /// <summary>The champion; who asks for a factor has one.</summary>
    public EvaluatedModel Champion => All.Champion!;
}
