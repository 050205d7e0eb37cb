namespace MLOps.Sdk.Drift.Derived;

/// <summary>Which recorded text of a prediction is meant.</summary>
public enum RecordedText
{
    /// <summary>What the model was given, as the model declares it to be recorded.</summary>
    Input = 0,

    /// <summary>What the model answered, as the model declares it to be recorded.</summary>
    Output = 1,
}
