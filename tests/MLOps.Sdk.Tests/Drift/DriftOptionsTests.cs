using Microsoft.Extensions.Options;
using MLOps.Sdk.Drift;

namespace MLOps.Sdk.Tests.Drift;

public class DriftOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(new DriftOptionsValidator().Validate(null, new DriftOptions()).Succeeded);

    [Fact]
    public void Every_value_out_of_range_is_named_with_its_limits()
    {
        ValidateOptionsResult result = new DriftOptionsValidator().Validate(
            null, new DriftOptions { WindowRows = 0, WindowDuration = TimeSpan.FromMilliseconds(5), KeptWindows = -1 });

        Assert.Equal(3, result.Failures!.Count());
        Assert.Contains("WindowRows is 0", result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains("WindowDuration is 00:00:00.0050000", result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains("KeptWindows is -1", result.FailureMessage, StringComparison.Ordinal);
    }
}
