using MLOps.Sdk.Audit;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Tests.Faults;

namespace MLOps.Sdk.Tests.Recording;

public sealed class PauseTests
{
    [Fact]
    public async Task A_time_in_which_nobody_recorded_is_named_and_an_unbroken_one_is_not()
    {
        using var directory = new TemporaryDirectory();
        using (var first = new App(directory.Path))
        {
            await first.PredictAsync(5);
            using var second = new App(directory.Path);
            await second.PredictAsync(5);
            await second.FlushAsync();
        }

        Assert.Empty((await VerifyAsync(directory.Path)).Pauses);
        using (var third = new App(directory.Path))
            await third.PredictAsync(5);

        ChainVerification verification = await VerifyAsync(directory.Path);
        RecordingPause pause = Assert.Single(verification.Pauses);
        Assert.False(pause.IsCrash);
        Assert.True(pause.From < pause.To);
        Assert.Empty(verification.Gaps);
    }

    private static async Task<ChainVerification> VerifyAsync(string directory) => await new SqliteAuditTrail(directory, TimeProvider.System).VerifyAsync([]);
}
