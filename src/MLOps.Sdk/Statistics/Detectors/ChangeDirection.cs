namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>Which changes of the mean a detector looks for.</summary>
public enum ChangeDirection
{
    /// <summary>Increases and decreases.</summary>
    Both = 0,

    /// <summary>Increases: of errors, that the model got worse.</summary>
    Up = 1,

    /// <summary>Decreases.</summary>
    Down = 2,
}
