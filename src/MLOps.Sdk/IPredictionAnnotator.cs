namespace MLOps.Sdk;

/// <summary>Records what is said about a prediction after it was made. Never throws, never waits.</summary>
internal interface IPredictionAnnotator
{
    /// <summary>Records what the product did.</summary>
    void RecordAction(PredictionId id, string action, string? rule);
}
