using MLOps.Sdk.Audit;
using MLOps.Sdk.Faults.Processes;
using MLOps.Sdk.Faults.TakeOvers;
using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Tests.Recording;

namespace MLOps.Sdk.Tests.Faults;

public sealed class TakeOverTests : IDisposable
{
    private const int Killed = 128 + 9;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_app_killed_while_it_takes_a_crashed_ring_over_leaves_one_gap_one_end_and_each_record_once()
    {
        PlainApp.StoreWhatWasLeft(_directory.Path); // makes the store
        ulong writer = await LeaveBehindAsync(50);

        for (int commit = 1; commit <= 3; commit++)
        {
            using var child = Child.Start(TakeOverChild.Verb, TakeOverChild.Parameters(_directory.Path, commit));
            child.WaitForExit();
            Assert.Equal(Killed, child.ExitCode);
        }

        PlainApp.StoreWhatWasLeft(_directory.Path);

        Assert.Equal(50, await RowsOfAsync(writer));
        ChainVerification verification = await new SqliteAuditTrail(_directory.Path, TimeProvider.System).VerifyAsync([]);
        Assert.True(verification.IsValid, $"{verification.FirstDifference}");
        Assert.Single(verification.Gaps, static gap => gap.Reason == "machineCrash");
        Assert.Empty(Directory.GetFiles(_directory.File("rings"), "*.ring"));
    }

    /// <summary>What is stored of a process; the killed ones may have come to predict as well.</summary>
    private async Task<int> RowsOfAsync(ulong writer)
    {
        using var log = new SqlitePredictionLog(_directory.Path);
        PredictionPage all = await log.QueryAsync(new PredictionQuery { Limit = PredictionQuery.MaximumLimit });
        return all.Predictions.Count(prediction => prediction.Id.Writer == writer);
    }

    /// <summary>A ring of a process of another run of the machine.</summary>
    /// <returns>Its number in the ids of predictions.</returns>
    private async Task<ulong> LeaveBehindAsync(int predictions)
    {
        var ended = new Recorder(_directory.File("rings"));
        var model = ended.Serve(static _ => 1);
        for (int i = 0; i < predictions; i++)
            await model.PredictAsync([i, -i]);
        ended.Files.Ring.Header.Boot ^= 1;
        ended.Files.Ring.Header.Checksum = RingHeader.ChecksumOf(ended.Files.Ring.Header);
        ulong writer = ended.Files.Ring.Header.Writer;
        ended.Files.Dispose();
        return writer;
    }
}
