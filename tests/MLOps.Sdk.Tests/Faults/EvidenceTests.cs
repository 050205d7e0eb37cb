using MLOps.Sdk.Faults.Evidence;

namespace MLOps.Sdk.Tests.Faults;

public sealed class EvidenceTests
{
    [Fact]
    public void Alarms_of_a_process_that_was_killed_know_after_the_restart_what_they_knew_without_it()
    {
        EvidenceFindings whole = EvidenceStudy.Run(rows: 1_500);
        EvidenceFindings killed = EvidenceStudy.Run(rows: 1_500, killedAt: [300, 760]);

        Assert.All((string[])["drift", "drift[shop=south]", "drift.derived", "drift.multivariate"], monitor =>
        {
            Assert.Contains(whole.Wealth, pair => pair.Key.StartsWith(monitor + " ", StringComparison.Ordinal) && pair.Value is not null);
            Assert.Contains(whole.Alerts, alert => alert.StartsWith(monitor + " ", StringComparison.Ordinal));
        });
        Assert.Equal(whole.Wealth, killed.Wealth);
        Assert.Equal(whole.Alerts, killed.Alerts);
    }
}
