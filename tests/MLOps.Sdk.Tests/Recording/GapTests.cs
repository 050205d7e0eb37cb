using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Tests.Recording;

public sealed class GapTests
{
    [Fact]
    public async Task What_an_ended_process_lost_stays_in_the_log_with_its_reason()
    {
        using var directory = new TemporaryDirectory();
        RecordingCounts counts;
        await using (ServiceProvider app = App(directory.Path))
        {
            var predictor = app.GetRequiredService<IPredictor<string, double>>();
            await predictor.PredictAsync("fits");
            await predictor.PredictAsync(new string('x', 60_000));
            counts = app.GetRequiredService<IModelOps>().Counts;
            Assert.Equal(1, counts.Lost[LossReason.TooLarge]);
        }

        StoreStatus status = await new SqlitePredictionLog(directory.Path).StatusAsync();
        Assert.Equal([(LossReason.TooLarge, 1L)], status.Losses.Select(static loss => (loss.Reason, loss.Count)));
        RecordGap gap = Assert.Single((await new SqliteAuditTrail(directory.Path, TimeProvider.System).VerifyAsync([])).Gaps);
        Assert.Equal(((long?)1L, "tooLarge"), (gap.Count, gap.Reason));
        Assert.True(gap.From <= gap.To);
    }

    [Fact]
    public async Task A_total_that_is_told_twice_adds_nothing()
    {
        using var store = new Storage.Sqlite.StoreFixture();
        LogEvent gap = new() { Kind = LogEvent.Gap, Key = "writer/fault", Time = DateTimeOffset.UnixEpoch, Actor = "process 1", Count = 5, CountIsTotal = true };
        foreach (long total in (long[])[5, 5, 7, 7])
        {
            store.Store.Begin();
            store.Store.Append(gap with { Count = total });
            store.Store.Commit();
        }

        Assert.Equal(7, (await store.Log.StatusAsync()).Losses.Sum(static loss => loss.Reason == LossReason.Fault ? loss.Count : 0));
    }

    private static ServiceProvider App(string directory)
    {
        var services = new ServiceCollection();
        services.AddModelOps(options =>
        {
            options.Directory = directory;
            options.Recording.LaneBytes = 16 * 1024;
            options.Recording.MaximumPayloadBytes = 1024;
        }).AddModel<string, double>("length", static text => text.Length, static model =>
        {
            for (int i = 0; i < 40; i++)
                model.Category(static text => text, $"part{i}");
        });
        return services.BuildServiceProvider();
    }
}
