using Microsoft.Data.Sqlite;
using MLOps.Sdk.Faults.Disks;
using MLOps.Sdk.Health;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Faults;

/// <summary>What a disk does to the store of a running app. In each case the app goes on, and the books stay exact.</summary>
public sealed class DiskFaultTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FaultyDisk _disk = new();
    private readonly IDisposable _watching;

    public DiskFaultTests() => _watching = DiskShim.Watch(_directory.Path, _disk);

    private string Database => _directory.File("modelops.db");

    public void Dispose()
    {
        _watching.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task A_sync_that_fails_makes_nothing_durable_and_the_batch_is_written_again(int nth)
    {
        using var app = new App(_directory.Path);
        await app.PredictAsync(10);
        await app.FlushAsync();
        _disk.Fail(DiskRequest.Sync, FaultyDisk.SyncFailed, nth);

        for (int batch = 1; batch <= 6; batch++)
        {
            await app.PredictAsync(10, batch * 10);
            await app.FlushAsync();
            await app.CheckBooksAsync((batch + 1) * 10);
        }

        Assert.Equal(1, _disk.Failures);
        Assert.Equal((70L, 0L, 0), (app.Ops.Counts.Durable, app.Ops.Counts.LostTotal, app.Ops.Pump.StoreFailures));
    }

    [Fact]
    public async Task A_sync_that_always_fails_is_never_reported_as_durable()
    {
        using var app = new App(_directory.Path);
        await app.PredictAsync(10);
        await app.FlushAsync();
        _disk.Fail(DiskRequest.Sync, FaultyDisk.SyncFailed, times: int.MaxValue);

        await app.PredictAsync(100, 10);
        App.WaitUntil(() => app.Ops.Pump.StoreFailures > 1);

        Assert.Equal((10L, 100L), (app.Ops.Counts.Durable, app.Ops.Counts.Pending));
        Assert.Contains("nothing of this batch counts as durable", app.Ops.Pump.LastStoreError, StringComparison.Ordinal);
        _disk.Heal();
        await app.FlushAsync();
        Assert.Equal(110, (await app.CheckBooksAsync(110)).Durable);
    }

    [Theory]
    [InlineData(FaultyDisk.WriteFailed, "The disk reported an error")]
    [InlineData(FaultyDisk.Full, "The disk is full")]
    [InlineData(FaultyDisk.ReadOnly, "cannot be written")]
    public async Task Writes_that_fail_delay_predictions_and_lose_none(int code, string message)
    {
        using var app = new App(_directory.Path);
        await app.PredictAsync(10);
        await app.FlushAsync();
        _disk.Fail(DiskRequest.Write, code, times: int.MaxValue);

        await app.PredictAsync(200, 10);
        App.WaitUntil(() => app.Ops.Pump.LastStoreError?.Contains(message, StringComparison.Ordinal) == true);

        Assert.Equal(10, (await app.CheckBooksAsync(210)).Durable);
        _disk.Heal();
        await app.FlushAsync();
        Assert.Equal((210L, 0L), ((await app.CheckBooksAsync(210)).Durable, app.Ops.Counts.LostTotal));
    }

    [Fact]
    public async Task A_disk_that_stands_still_holds_up_no_call_and_is_seen_by_the_watchdog()
    {
        using var app = new App(_directory.Path, options: options => options.Health.StalledAfter = TimeSpan.FromSeconds(1));
        await app.PredictAsync(10);
        await app.FlushAsync();
        _disk.Stall();
        try
        {
            await app.PredictAsync(1_000, 10);
            Assert.Equal(1_010, app.Ops.Counts.Calls);
            App.WaitUntil(() => app.Ops.Health.Verdict == RecordingVerdict.Fail);
            Assert.Contains(app.Ops.Health.Findings, finding => finding.Reason.StartsWith("The pump has not moved", StringComparison.Ordinal));
            Assert.True(app.Ops.LossWindow >= TimeSpan.FromSeconds(1));
        }
        finally
        {
            _disk.Resume();
        }

        await app.FlushAsync();
        Assert.Equal(1_010, (await app.CheckBooksAsync(1_010)).Durable);
        App.WaitUntil(() => app.Ops.Health.Verdict == RecordingVerdict.Pass);
    }

    [Fact]
    public async Task Another_program_that_holds_the_database_delays_predictions_and_no_call()
    {
        using var app = new App(_directory.Path);
        await app.PredictAsync(10);
        await app.FlushAsync();
        using (var other = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            other.Open();
            using SqliteCommand command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            await app.PredictAsync(500, 10);
            App.WaitUntil(() => app.Ops.Pump.StoreFailures > 0);
            Assert.Contains("Another program holds the database", app.Ops.Pump.LastStoreError, StringComparison.Ordinal);
            Assert.Equal((10L, 500L), (app.Ops.Counts.Durable, app.Ops.Counts.Pending));
        }

        await app.FlushAsync();
        Assert.Equal(510, (await app.CheckBooksAsync(510)).Durable);
    }

    [Fact]
    public async Task A_database_deleted_or_replaced_under_a_running_app_is_opened_again()
    {
        using var app = new App(_directory.Path);
        await app.PredictAsync(10);
        await app.FlushAsync();
        foreach (string file in Directory.GetFiles(_directory.Path, "modelops.db*"))
            File.Delete(file);

        await app.PredictAsync(20, 10);
        await app.FlushAsync();

        Assert.Equal(20, (await app.Log.StatusAsync()).Rows);
        Assert.Equal((30L, 0L), (app.Ops.Counts.Durable, app.Ops.Counts.LostTotal));
    }

    [Fact]
    public async Task A_database_whose_pages_are_damaged_never_ends_the_app()
    {
        using (var app = new App(_directory.Path))
        {
            await app.PredictAsync(2_000);
            await app.FlushAsync();
        }

        byte[] sound = await File.ReadAllBytesAsync(Database);
        var random = new Random(7);
        int refused = 0;
        for (int trial = 0; trial < 25; trial++)
        {
            byte[] damaged = [.. sound];
            for (int i = 0; i < 20; i++)
                random.NextBytes(damaged.AsSpan(random.Next(damaged.Length - 512), 512));
            if (trial % 5 == 0)
                Array.Resize(ref damaged, 512 * random.Next(1, damaged.Length / 512));
            await File.WriteAllBytesAsync(Database, damaged);
            refused += await StartsOrRefusesAsync() ? 0 : 1;
            foreach (string file in Directory.GetFiles(_directory.Path, "modelops.db-*"))
                File.Delete(file);
        }

        Assert.InRange(refused, 1, 25);
        await File.WriteAllBytesAsync(Database, sound);
        Assert.True(await StartsOrRefusesAsync());
    }

    /// <summary>Whether an app starts on the database; when it does, calls are answered and the books balance whatever the store says.</summary>
    private async Task<bool> StartsOrRefusesAsync()
    {
        App app;
        try
        {
            app = new App(_directory.Path, options: options => options.Recording.ShutdownTimeout = TimeSpan.FromMilliseconds(10));
        }
        catch (StoreException refusal)
        {
            Assert.Contains(Database, refusal.Message, StringComparison.Ordinal);
            return false;
        }

        using (app)
        {
            await app.PredictAsync(10);
            await app.Ops.FlushAsync(TimeSpan.FromMilliseconds(200));
            RecordingCounts counts = app.Ops.Counts;
            Assert.Equal(10, counts.Durable + counts.Pending + counts.LostTotal);
        }

        foreach (string ring in Directory.GetFiles(_directory.File("rings")))
            File.Delete(ring);
        return true;
    }
}
