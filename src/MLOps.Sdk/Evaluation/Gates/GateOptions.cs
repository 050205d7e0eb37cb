namespace MLOps.Sdk.Evaluation.Gates;

/// <summary>How a gate judges.</summary>
public sealed record GateOptions
{
    /// <summary>The level of the intervals that rules are judged by, above 0 and below 1. Default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>The fewest rows that any judgement is based on, in each group too. Default 30.</summary>
    public int MinimumRows { get; init; } = 30;

    /// <summary>The most groups of a column; a column of more different numbers is cut into quarters. Default 20.</summary>
    public int MaximumGroups { get; init; } = 20;
}
