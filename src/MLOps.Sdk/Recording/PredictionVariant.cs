namespace MLOps.Sdk.Recording;

/// <summary>The part a version played in a prediction.</summary>
public enum PredictionVariant : byte
{
    /// <summary>The version that answers by default.</summary>
    Champion = 0,

    /// <summary>A version on trial that answered this caller.</summary>
    Canary = 1,

    /// <summary>A version on trial whose answer nobody saw.</summary>
    Shadow = 2,

    /// <summary>A version that answered because another could not.</summary>
    Fallback = 3,
}
