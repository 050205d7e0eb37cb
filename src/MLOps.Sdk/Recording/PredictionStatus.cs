namespace MLOps.Sdk.Recording;

/// <summary>How a prediction ended.</summary>
public enum PredictionStatus : byte
{
    /// <summary>The model answered.</summary>
    Ok = 0,

    /// <summary>The model threw; the caller got that exception untouched.</summary>
    Failed = 1,

    /// <summary>The call was cancelled.</summary>
    Cancelled = 2,
}
