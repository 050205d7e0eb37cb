using MLOps.Sdk.Faults.Sharing;
using MLOps.Sdk.Faults.Stops;

namespace MLOps.Sdk.Tests.Faults;

public sealed class ProcessTests
{
    [Fact]
    public void An_app_that_is_told_to_end_while_its_store_is_held_ends_and_leaves_all_to_the_next_start()
    {
        StopFindings found = StopStudy.Run();

        Assert.Equal((StopStudy.Pending, 0L), (found.Accepted, found.Lost));
        Assert.InRange(found.Exit, TimeSpan.Zero, TimeSpan.FromSeconds(30)); // the figure is 5 s, on a machine that does nothing else
    }

    [Fact]
    public void Several_apps_on_one_directory_lose_nothing()
    {
        ShareFindings found = ShareStudy.Run(processes: 3, TimeSpan.FromSeconds(2));

        Assert.Equal(0, found.Lost);
        Assert.True(found.Accepted > 1_000, $"The study did too little to show anything: {found}");
    }
}
