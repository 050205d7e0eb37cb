using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Tests.Faults;

namespace MLOps.Sdk.Tests.Recording;

public sealed class SpillTests : IDisposable
{
    private const int Calls = 4_000;

    private readonly TemporaryDirectory _directory = new();
    private readonly MemoryStore _store = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task While_the_store_is_away_many_times_the_channel_waits_on_disk_and_is_stored_in_order_later()
    {
        using App app = Build(_store, spillBytes: 1 << 20);
        _store.IsAway = true;
        await FillAsync(app, Calls);

        RecordingCounts away = app.Ops.Counts;
        Assert.Equal(((long)Calls, 0L, (long)Calls), (away.Calls, away.Durable, away.Pending));
        Assert.NotEmpty(Segments);
        Assert.False(await app.Ops.FlushAsync(TimeSpan.FromMilliseconds(100)));

        _store.IsAway = false;
        await app.FlushAsync();

        Assert.Equal(Enumerable.Range(0, Calls).Select(i => (double)i), _store.Rows.Select(row => row.Numbers[0]));
        Assert.Equal(((long)Calls, (long)Calls, 0L), (app.Ops.Counts.Calls, app.Ops.Counts.Durable, app.Ops.Counts.LostTotal));
        Assert.Empty(Segments);
    }

    [Fact]
    public async Task When_the_budget_is_spent_too_the_channel_fills_and_what_is_lost_is_counted()
    {
        using App app = Build(_store, spillBytes: 32 * 1024);
        _store.IsAway = true;
        await app.PredictAsync(20);
        App.WaitUntil(() => app.Ops.Pump.StoreFailures > 0);
        for (int calls = 20; app.Ops.Counts.LostTotal == 0; calls += 20)
            await app.PredictAsync(20, calls);

        RecordingCounts full = app.Ops.Counts;
        Assert.Equal(full.Calls, full.Pending + full.Lost[LossReason.ChannelFull]);
        _store.IsAway = false;
        await app.FlushAsync();
        Assert.Equal(full.Pending, app.Ops.Counts.Durable);
        Assert.Equal(full.Pending, _store.Rows.Count);
    }

    [Fact]
    public async Task What_a_stopped_app_leaves_on_disk_is_stored_by_the_next_start_once()
    {
        _store.IsAway = true;
        using (App app = Build(_store, spillBytes: 1 << 20))
            await FillAsync(app, Calls);
        Assert.NotEmpty(Segments);

        var store = new MemoryStore();
        using App next = Build(store, spillBytes: 1 << 20);
        App.WaitUntil(() => store.Rows.Count == Calls);

        Assert.Equal(Enumerable.Range(0, Calls).Select(i => (double)i), store.Rows.Select(row => row.Numbers[0]).Order());
        App.WaitUntil(() => Segments.Length == 0);
    }

    private string[] Segments => Directory.GetFiles(_directory.File("rings"), "*-*.ring");

    /// <summary>Calls no faster than the pump moves them away, so that the channel never fills.</summary>
    private static async Task FillAsync(App app, int calls)
    {
        await app.PredictAsync(20);
        App.WaitUntil(() => app.Ops.Pump.StoreFailures > 0);
        var channel = app.Get<PredictionChannel>();
        for (int call = 20; call < calls; call += 20)
        {
            await app.PredictAsync(20, call);
            App.WaitUntil(() => channel.Ring.Lanes.All(lane => lane.Tail - lane.Head < lane.Capacity * 3 / 4));
        }
    }

    private App Build(MemoryStore store, long spillBytes) => new(
        _directory.Path,
        options: options =>
        {
            options.Recording.Lanes = 2;
            options.Recording.LaneBytes = 16 * 1024;
            options.Recording.MaximumPayloadBytes = 1024;
            options.Recording.SpillBytes = spillBytes;
            options.Recording.ShutdownTimeout = TimeSpan.Zero;
        },
        services: services => services.AddSingleton<IPredictionStore>(store));
}
