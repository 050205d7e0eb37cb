using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Sqlite;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Tests.Storage.Sqlite;

namespace MLOps.Sdk.Tests.Registry;

public sealed class SqliteModelRegistryTests : DirectoryRegistryContract
{
    private protected override IModelRegistry Open(string location, TimeProvider time) => new SqliteModelRegistry(location, time);

    [Fact]
    public async Task It_lives_in_the_file_of_the_log_and_survives_it_being_closed()
    {
        using (var store = new SqlitePredictionStore(Location))
        {
            store.Open();
            await Registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = "v1" });
            store.Begin();
            new RecordDraft().AppendTo(store);
            store.Commit();
            await Registry.PromoteAsync(new AliasChange("fraud", "v1", "first"));
        }

        Assert.Equal("v1", (await Open().ResolveAsync("fraud"))!.Version);
        Assert.Equal(1, (await new SqlitePredictionLog(Location).StatusAsync()).Rows);
        Assert.Equal(Path.Combine(Location, "modelops.db"), Registry.Location);
    }

    [Fact]
    public async Task A_change_waits_for_the_batch_that_is_being_written()
    {
        using var store = new SqlitePredictionStore(Location);
        store.Open();
        store.Begin();
        Task<ModelVersion> change = Registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = "v1" }).AsTask();
        new RecordDraft().AppendTo(store);
        Assert.False(change.IsCompleted);
        store.Commit();

        Assert.Equal("v1", (await change).Version);
    }

    [Fact]
    public async Task A_change_gets_its_turn_while_batches_follow_each_other_without_a_pause()
    {
        using var store = new SqlitePredictionStore(Location);
        store.Open();
        using var done = new CancellationTokenSource();
        Task writing = Task.Factory.StartNew(() =>
        {
            for (long batch = 0; !done.IsCancellationRequested; batch++)
            {
                store.Begin();
                for (int i = 0; i < 100; i++)
                    new RecordDraft { Id = RecordDraft.IdOf(batch * 100 + i) }.AppendTo(store);
                store.Commit();
            }
        }, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        for (int i = 0; i < 10; i++)
            await Registry.RegisterAsync(new VersionRegistration { Model = "fraud" });
        await done.CancelAsync();
        await writing;

        Assert.Equal(10, (await Registry.ListVersionsAsync("fraud")).Count);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named()
    {
        string file = Path.GetTempFileName();
        try
        {
            IModelRegistry registry = Open(Path.Combine(file, "x"), TimeProvider.System);
            var refusal = await Assert.ThrowsAsync<StoreException>(async () => await registry.RegisterAsync(new VersionRegistration { Model = "fraud", Artifact = new byte[] { 1 } }));
            Assert.Contains(Path.Combine(file, "x"), refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
