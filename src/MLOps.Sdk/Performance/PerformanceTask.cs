namespace MLOps.Sdk.Performance;

/// <summary>What predictions are compared with their truth as.</summary>
public enum PerformanceTask
{
    /// <summary>Found out: two classes when every truth is 0 or 1 (or true or false), labels when truths are texts, else numbers.</summary>
    Auto = 0,

    /// <summary>Two classes; the output is the probability of the positive one, or a score that rises with it.</summary>
    Classification = 1,

    /// <summary>Numbers.</summary>
    Regression = 2,

    /// <summary>Several classes, by their labels.</summary>
    Labels = 3,
}
