using MLOps.Sdk.Faults.PowerCuts;

namespace MLOps.Sdk.Tests.Faults;

public sealed class PowerCutTests
{
    [Fact]
    public void A_power_cut_at_any_write_leaves_a_store_that_opens_and_holds_what_was_durable()
    {
        PowerCutFindings found = new PowerCutStudy(seed: 1).Run(images: 50);

        Assert.Equal((50, 0, 0L, 0L), (found.Images, found.Unopenable, found.DurableLost, found.Torn));
        Assert.True(found.DurableRows > 1_000, $"The study did too little to show anything: {found}");
    }

    [Fact]
    public void A_store_that_did_not_sync_would_be_found_out()
    {
        PowerCutFindings found = new PowerCutStudy(seed: 1) { ForgetsSyncs = true }.Run(images: 50);

        Assert.True(found.DurableLost > 0, $"A log without syncs lost nothing: {found}");
    }
}
