namespace MLOps.Sdk.Recording;

/// <summary>How a feature is recorded and watched.</summary>
public enum FeatureKind : byte
{
    /// <summary>A number, recorded as a double; NaN is a missing value.</summary>
    Numeric = 0,

    /// <summary>A label, recorded as UTF-8 text; null is a missing value.</summary>
    Categorical = 1,
}
