using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Tests.Faults;

public sealed class PoisonTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Of_a_thousand_records_with_one_that_cannot_be_read_999_are_stored_and_one_is_quarantined_with_the_reason()
    {
        using var store = new GatedStore(new SqlitePredictionStore(_directory.Path));
        using var app = new App(_directory.Path, options: options => options.Recording.Lanes = 1, services: services => services.AddSingleton<IPredictionStore>(store));
        List<PredictionId> ids = await app.PredictAsync(1_000);
        Poison(app.Get<PredictionChannel>().Ring, ids[500]);
        store.IsOpen.Set();
        await app.FlushAsync();

        RecordingCounts counts = await app.CheckBooksAsync(1_000);
        Assert.Equal((999L, 1L), (counts.Durable, counts.Lost[LossReason.Poison]));
        using var connection = new SqliteConnection($"Data Source={_directory.File("modelops.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, reason, length(frame) FROM quarantine";
        using SqliteDataReader row = command.ExecuteReader();
        Assert.True(row.Read());
        Assert.Equal(ids[500].ToString(), row.GetString(0));
        Assert.Contains("has format 99", row.GetString(1), StringComparison.Ordinal);
        Assert.True(row.GetInt64(2) > 100);
        Assert.False(row.Read());
    }

    /// <summary>Gives the record a format that this version does not know.</summary>
    private static unsafe void Poison(PredictionRing ring, PredictionId id)
    {
        const ulong Places = (1UL << 46) - 1;
        const int VersionOffset = 5;
        long position = (long)((id.Sequence & Places) << 3);
        byte* data = ring.Memory.Pointer + RingHeader.Bytes + LaneHeader.Bytes;
        Assert.Equal(1, data[position + VersionOffset]);
        data[position + VersionOffset] = 99;
    }

    /// <summary>The store behind a gate, so that a record can be spoilt before it is read.</summary>
    private sealed class GatedStore(SqlitePredictionStore inner) : IPredictionStore
    {
        public ManualResetEventSlim IsOpen { get; } = new(initialState: false);

        public void Open() => inner.Open();

        public void Begin()
        {
            IsOpen.Wait();
            inner.Begin();
        }

        public void Append(in PredictionRecord record) => inner.Append(record);

        public void Append(in AnnotationRecord record) => inner.Append(record);

        public void Append(StoredWindow window) => inner.Append(window);

        public void Append(Alert alert) => inner.Append(alert);

        public void Append(LogEvent happened) => inner.Append(happened);

        public void Quarantine(PredictionId id, ReadOnlySpan<byte> frame, string reason) => inner.Quarantine(id, frame, reason);

        public void Commit() => inner.Commit();

        public void Rollback() => inner.Rollback();

        public void Dispose()
        {
            IsOpen.Set();
            inner.Dispose();
        }
    }
}
