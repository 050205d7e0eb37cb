namespace MLOps.Sdk.Statistics.Performance;

/// <summary>What a predicted quantile costs: τ for each unit it is too low, 1 − τ for each unit it is too high.</summary>
public static class PinballLoss
{
    /// <summary>max(τ (y − q), (τ − 1) (y − q)).</summary>
    /// <param name="prediction">q.</param>
    /// <param name="label">y.</param>
    /// <param name="quantile">τ, above 0 and below 1. Default 0.5: half the absolute error.</param>
    public static double Of(double prediction, double label, double quantile = 0.5)
    {
        double distance = label - prediction;
        return distance >= 0 ? quantile * distance : (quantile - 1) * distance;
    }
}
