using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Faults.Kills;

namespace MLOps.Sdk.Benchmarks.Faults;

/// <summary>Apps that are killed at random moments while several threads predict.</summary>
internal sealed class KillSubject : ISubject
{
    private const int Seed = 20_260_301;

    public string Name => "kill";

    public bool IsStudy => true;

    public Findings Measure(Effort effort)
    {
        KillFindings found = new KillStudy(Seed).Run(effort.Rounds(2_000));
        return new Findings(
        [
            new Figure($"accepted predictions lost in {found.Cycles} kills", found.AcceptedLost, null, "", Limit.AtMost(0)),
            new Figure("acknowledged predictions lost", found.AcknowledgedLost, null, "", Limit.AtMost(0)),
            new Figure("predictions stored twice", found.Duplicates, null, "", Limit.AtMost(0)),
            new Figure("corrupt rows or databases", found.Corrupt, null, "", Limit.AtMost(0)),
            new Figure("predictions accepted", found.Accepted, null, ""),
            new Figure("of these acknowledged when their process was killed", found.Acknowledged, null, ""),
            new Figure("answered and counted as lost, the channel being full", found.NotAccepted, null, ""),
        ], []);
    }
}
