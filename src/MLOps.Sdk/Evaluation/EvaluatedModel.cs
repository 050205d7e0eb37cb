namespace MLOps.Sdk.Evaluation;

/// <summary>What one model said about the rows of an evaluation.</summary>
public sealed record EvaluatedModel
{
    /// <summary>What it predicted, one for each row: P(class 1), a class or a value; NaN where it failed or gave no number.</summary>
    public required double[] Predictions { get; init; }

    /// <summary>How long each row took, in microseconds; null when it was not measured.</summary>
    public double[]? Microseconds { get; init; }

    /// <summary>What each row cost, in units of the currency; null when no price is known.</summary>
    public double[]? Costs { get; init; }
}
