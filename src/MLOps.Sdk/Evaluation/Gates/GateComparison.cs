namespace MLOps.Sdk.Evaluation.Gates;

/// <summary>How a figure is compared with its limit.</summary>
public enum GateComparison
{
    /// <summary>At least.</summary>
    AtLeast,

    /// <summary>More than.</summary>
    MoreThan,

    /// <summary>At most.</summary>
    AtMost,

    /// <summary>Less than.</summary>
    LessThan,
}
