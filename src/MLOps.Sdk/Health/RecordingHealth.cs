using System.Collections.Immutable;

namespace MLOps.Sdk.Health;

/// <summary>Whether recording works. What is not known is not healthy.</summary>
public enum RecordingVerdict
{
    /// <summary>Predictions are recorded and become durable.</summary>
    Pass = 0,

    /// <summary>There is nothing to judge by, or something that needs a look.</summary>
    Inconclusive = 1,

    /// <summary>Predictions are not recorded, not stored, or lost.</summary>
    Fail = 2,
}

/// <summary>One thing that is not as it should be.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="Reason">What, in a sentence with the value, the limit and the way out.</param>
public sealed record HealthFinding(RecordingVerdict Verdict, string Reason);

/// <summary>The health of recording at one moment. Immutable.</summary>
/// <param name="Findings">Everything that is not as it should be; empty when all is well.</param>
/// <param name="At">When it was judged.</param>
public sealed record RecordingHealth(ImmutableArray<HealthFinding> Findings, DateTimeOffset At)
{
    /// <summary>The worst of the findings; pass when there is none.</summary>
    public RecordingVerdict Verdict => Findings.IsEmpty ? RecordingVerdict.Pass : Findings.Max(static finding => finding.Verdict);
}
