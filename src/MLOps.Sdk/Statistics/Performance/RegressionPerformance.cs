namespace MLOps.Sdk.Statistics.Performance;

/// <summary>How far predicted numbers were from the truth, each figure with its confidence interval. What is not known is NaN.</summary>
public sealed record RegressionPerformance
{
    /// <summary>Rows whose prediction and truth are finite numbers.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows left out of every figure because prediction or truth is NaN or infinite.</summary>
    public required long Unscored { get; init; }

    /// <summary>The mean absolute error, with Student's interval.</summary>
    public required Estimate Mae { get; init; }

    /// <summary>The root of the mean squared error; its interval is the root of Student's for the mean square.</summary>
    public required Estimate Rmse { get; init; }

    /// <summary>The mean of |error / truth| over the rows whose truth is not 0, with Student's interval; a share, not per cent.</summary>
    public required Estimate Mape { get; init; }

    /// <summary>1 − Σ error² / Σ (truth − mean truth)²; below 0 when the mean would have done better, unknown when the truth is constant.</summary>
    public required Estimate R2 { get; init; }

    /// <summary>The mean of prediction − truth, with Student's interval.</summary>
    public required Estimate Bias { get; init; }

    /// <summary>The mean of <see cref="PinballLoss"/> at <see cref="Quantile"/>, with Student's interval.</summary>
    public required Estimate Pinball { get; init; }

    /// <summary>What quantile the predictions are meant to be.</summary>
    public required double Quantile { get; init; }

    /// <summary>The mean prediction.</summary>
    public required double MeanPrediction { get; init; }

    /// <summary>The mean truth.</summary>
    public required double MeanLabel { get; init; }

    /// <summary>The figures of rows.</summary>
    /// <param name="predictions">The predicted numbers.</param>
    /// <param name="labels">The truth, one for each prediction.</param>
    /// <param name="quantile">What quantile is predicted, above 0 and below 1. Default 0.5.</param>
    /// <param name="level">The intervals' level, above 0 and below 1. Default 0.95.</param>
    /// <remarks>R² has an interval here, from the spread of its influence function over the rows.</remarks>
    public static RegressionPerformance Of(
        ReadOnlySpan<double> predictions, ReadOnlySpan<double> labels, double quantile = 0.5, double level = Estimate.DefaultLevel)
    {
        Performance.Rows.RequireSameLength(predictions.Length, labels.Length);
        var counter = new RegressionCounter(quantile);
        for (int i = 0; i < predictions.Length; i++)
            counter.Add(predictions[i], labels[i]);
        RegressionPerformance performance = counter.Performance(level);
        return performance with { R2 = DeterminationInterval.Of(performance, counter.LabelDeviation, predictions, labels, level) };
    }
}
