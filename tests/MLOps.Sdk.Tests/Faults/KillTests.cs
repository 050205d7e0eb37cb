using MLOps.Sdk.Faults.Kills;

namespace MLOps.Sdk.Tests.Faults;

public sealed class KillTests
{
    [Fact]
    public void Killing_an_app_at_any_moment_loses_no_accepted_prediction_and_stores_none_twice()
    {
        KillFindings found = new KillStudy(seed: 1).Run(cycles: 100);

        Assert.Equal((0L, 0L, 0L, 0L), (found.AcceptedLost, found.AcknowledgedLost, found.Duplicates, found.Corrupt));
        Assert.True(found is { Cycles: 100, Accepted: > 1_000, Acknowledged: > 100 }, $"The study did too little to show anything: {found}");
    }
}
