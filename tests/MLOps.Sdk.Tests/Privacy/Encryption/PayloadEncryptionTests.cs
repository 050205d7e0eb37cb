using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Tests.Privacy.Encryption;

public sealed class PayloadEncryptionTests : IDisposable
{
    private const string Secret = "secret-of-wilhelmina";

    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryDirectory _keys = new();

    public PayloadEncryptionTests() => FilePayloadKeys.Add(KeyFile, "k1");

    private string KeyFile => _keys.File("payload.keys");

    public void Dispose()
    {
        _directory.Dispose();
        _keys.Dispose();
    }

    [Fact]
    public async Task Payloads_come_back_with_the_key_and_no_file_of_the_store_holds_their_text()
    {
        List<PredictionId> ids = await RecordAsync(new FilePayloadKeys(KeyFile), 20);

        using SqlitePredictionLog log = Log(new FilePayloadKeys(KeyFile));
        LoggedPrediction found = (await log.FindAsync(ids[7]))!;

        Assert.Equal(($"{Secret} 7", $"out {Secret}"), (found.RawInput, found.RawOutput));
        Assert.Equal(new PayloadProtection(PayloadReading.Decrypted, "k1"), found.RawInputProtection);
        Assert.Equal(0, FileBytes.Count(Secret, _directory.Path));
        Assert.Equal(7.0, found.Features["x"]);
    }

    [Fact]
    public async Task Without_the_key_the_answer_is_that_it_is_missing_and_the_chain_verifies()
    {
        List<PredictionId> ids = await RecordAsync(new FilePayloadKeys(KeyFile), 3);
        string other = _keys.File("other.keys");
        FilePayloadKeys.Add(other, "k9");

        foreach (IPayloadKeyProvider? keys in (IPayloadKeyProvider?[])[null, new FilePayloadKeys(other)])
        {
            using SqlitePredictionLog log = Log(keys);
            LoggedPrediction found = (await log.FindAsync(ids[0]))!;
            Assert.Equal((null, null), (found.RawInput, found.RawOutput));
            Assert.Equal(new PayloadProtection(PayloadReading.KeyMissing, "k1"), found.RawInputProtection);
            Assert.Equal("encrypted, key k1 is missing", found.RawInputProtection!.ToString());
        }

        Assert.True((await new SqliteAuditTrail(_directory.Path, TimeProvider.System).VerifyAsync([])).IsValid);
    }

    [Theory]
    [InlineData("UPDATE predictions SET raw_input = (SELECT raw_input FROM predictions o WHERE o.position <> predictions.position LIMIT 1)")]
    [InlineData("UPDATE predictions SET raw_input = raw_output")]
    [InlineData("UPDATE predictions SET raw_input = CAST(substr(raw_input, 1, length(raw_input) - 1) || x'00' AS BLOB)")]
    [InlineData("UPDATE predictions SET raw_input = x'4D4F6531'")]
    public async Task A_payload_that_was_changed_or_belongs_elsewhere_is_found(string change)
    {
        List<PredictionId> ids = await RecordAsync(new FilePayloadKeys(KeyFile), 2);
        Execute(change);

        using SqlitePredictionLog log = Log(new FilePayloadKeys(KeyFile));
        LoggedPrediction found = (await log.FindAsync(ids[0]))!;

        Assert.Equal((null, PayloadReading.Damaged), (found.RawInput, found.RawInputProtection!.Reading));
    }

    [Fact]
    public async Task After_rotations_old_rows_are_read_by_the_id_of_their_key_and_a_destroyed_key_takes_its_rows_alone()
    {
        var ids = new List<PredictionId>();
        foreach (string key in (string[])["k1", "k2", "k3"])
        {
            if (key != "k1")
                FilePayloadKeys.Add(KeyFile, key);
            ids.AddRange(await RecordAsync(new FilePayloadKeys(KeyFile), 1));
        }

        using SqlitePredictionLog log = Log(new FilePayloadKeys(KeyFile));
        Assert.Equal(["k1", "k2", "k3"], await ReadAsync(log, ids, PayloadReading.Decrypted));

        File.WriteAllLines(KeyFile, File.ReadAllLines(KeyFile).Where(static line => !line.StartsWith("k2 ", StringComparison.Ordinal)));
        Assert.Equal(["k1", "k3"], await ReadAsync(log, ids, PayloadReading.Decrypted));
        Assert.Equal(["k2"], await ReadAsync(log, ids, PayloadReading.KeyMissing));
    }

    [Fact]
    public async Task A_key_added_while_the_app_runs_is_used_from_the_next_batch_on()
    {
        using ServiceProvider app = Build(new FilePayloadKeys(KeyFile));
        PredictionId first = await PredictAsync(app, 0);
        FilePayloadKeys.Add(KeyFile, "k2");
        PredictionId second = await PredictAsync(app, 1);

        var log = app.GetRequiredService<IPredictionLog>();
        Assert.Equal(("k1", "k2"), ((await log.FindAsync(first))!.RawInputProtection!.Key, (await log.FindAsync(second))!.RawInputProtection!.Key));
    }

    [Fact]
    public async Task While_no_key_can_be_had_nothing_is_stored_in_plain_text_and_nothing_is_lost()
    {
        bool isAway = true;
        var file = new FilePayloadKeys(KeyFile);
        using ServiceProvider app = Build(new DelegatePayloadKeys(() => Volatile.Read(ref isAway) ? throw new TimeoutException("the vault does not answer") : file.Current, file.Find));
        var ops = app.GetRequiredService<IModelOps>();
        await app.GetRequiredService<IPredictor<double, double>>().PredictAsync(1);
        Faults.App.WaitUntil(() => ops.Pump.StoreFailures > 0);

        Assert.Equal((1L, 0L, 1L), (ops.Counts.Calls, ops.Counts.Durable, ops.Counts.Pending));
        Assert.Contains("the vault does not answer", ops.Pump.LastStoreError, StringComparison.Ordinal);
        Volatile.Write(ref isAway, false);
        Assert.True(await ops.FlushAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal((1L, 0L), (ops.Counts.Durable, ops.Counts.LostTotal));
    }

    [Fact]
    public void A_batch_that_is_replayed_is_encrypted_to_the_same_bytes_and_no_two_records_share_a_nonce()
    {
        using var inner = new Capturing();
        using var store = new EncryptingStore(inner, new FilePayloadKeys(KeyFile));
        for (int round = 0; round < 2; round++)
        {
            store.Begin();
            for (int i = 1; i <= 50; i++)
                new Storage.Sqlite.RecordDraft { Id = Storage.Sqlite.RecordDraft.IdOf(i), RawInput = "same"u8.ToArray(), RawOutput = "same"u8.ToArray() }.AppendTo(store);
            store.Commit();
        }

        Assert.Equal(inner.Inputs[..50], inner.Inputs[50..]);
        Assert.Equal(100, inner.Nonces.Count);
    }

    [Fact]
    public void A_record_costs_the_pump_no_allocation()
    {
        using var inner = new Capturing { Keeps = false };
        using var store = new EncryptingStore(inner, new FilePayloadKeys(KeyFile));
        byte[] input = new byte[300];
        store.Begin();
        long before = 0;
        for (int i = 0; i < 200; i++)
        {
            if (i == 100)
                before = GC.GetAllocatedBytesForCurrentThread();
            store.Append(new PredictionRecord { Id = Storage.Sqlite.RecordDraft.IdOf(1), RawInput = input });
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Quarantined_records_are_encrypted_and_one_that_cannot_be_read_is_emptied_by_an_erasure()
    {
        using (var store = new EncryptingStore(new SqlitePredictionStore(_directory.Path), new FilePayloadKeys(KeyFile)))
        {
            store.Open();
            store.Begin();
            byte[] about = [3, 0, 0, 0, .. BitConverter.GetBytes(Secret.Length), .. System.Text.Encoding.UTF8.GetBytes(Secret)];
            store.Quarantine(Storage.Sqlite.RecordDraft.IdOf(1), about, "does not parse");
            store.Quarantine(Storage.Sqlite.RecordDraft.IdOf(2), "somebody else"u8, "does not parse");
            store.Commit();
        }

        Assert.Equal(0, FileBytes.Count(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(Secret)), _directory.Path));
        var request = new ErasureRequest(Secret, "clerk", "asked for");
        await new SqlitePrivacyControls(_directory.Path, TimeProvider.System, keys: new FilePayloadKeys(KeyFile)).EraseAsync(request);
        Assert.Equal("1", Scalar("SELECT count(*) FROM quarantine WHERE frame <> ''"));

        await new SqlitePrivacyControls(_directory.Path, TimeProvider.System).EraseAsync(request);
        Assert.Equal(("1", "0"), (Scalar("SELECT count(*) FROM quarantine"), Scalar("SELECT count(*) FROM quarantine WHERE frame <> ''")));
    }

    private static async Task<List<string>> ReadAsync(SqlitePredictionLog log, List<PredictionId> ids, PayloadReading reading)
    {
        var keys = new List<string>();
        foreach (PredictionId id in ids)
        {
            if ((await log.FindAsync(id))!.RawInputProtection is { } protection && protection.Reading == reading)
                keys.Add(protection.Key);
        }

        return keys;
    }

    private async Task<List<PredictionId>> RecordAsync(IPayloadKeyProvider keys, int calls)
    {
        using ServiceProvider app = Build(keys);
        var ids = new List<PredictionId>();
        for (int i = 0; i < calls; i++)
            ids.Add(await PredictAsync(app, i));
        return ids;
    }

    private static async Task<PredictionId> PredictAsync(ServiceProvider app, double input)
    {
        Prediction<double> prediction = await app.GetRequiredService<IPredictor<double, double>>().PredictAsync(input);
        Assert.True(await app.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(30)));
        return prediction.Id;
    }

    private ServiceProvider Build(IPayloadKeyProvider keys)
    {
        var services = new ServiceCollection();
        services.AddModelOps(options => options.Directory = _directory.Path).EncryptPayloads(keys).AddModel<double, double>("model", static x => -x, model => model
            .Feature(static x => x, "x").RecordInput(static x => $"{Secret} {x}").RecordOutput(static _ => $"out {Secret}"));
        return services.BuildServiceProvider();
    }

    private SqlitePredictionLog Log(IPayloadKeyProvider? keys) => new(_directory.Path, keys: keys);

    private void Execute(string sql) => Scalar(sql);

    private string? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_directory.File("modelops.db")};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }

    /// <summary>A store that keeps the encrypted bytes.</summary>
    private sealed class Capturing : IPredictionStore
    {
        private const int IdBytes = 2; // of "k1"

        public bool Keeps { get; init; } = true;

        public List<string> Inputs { get; } = [];

        public HashSet<string> Nonces { get; } = [];

        public void Open()
        {
        }

        public void Begin()
        {
        }

        public void Append(in PredictionRecord record)
        {
            Assert.True(record.PayloadsAreEncrypted);
            if (!Keeps)
                return;
            Inputs.Add(Convert.ToHexString(record.RawInput));
            Nonces.Add(record.Id.Writer + Convert.ToHexString(record.RawInput.Slice(5 + IdBytes, 12)));
            Nonces.Add(record.Id.Writer + Convert.ToHexString(record.RawOutput.Slice(5 + IdBytes, 12)));
        }

        public void Append(in AnnotationRecord record)
        {
        }

        public void Append(StoredWindow window)
        {
        }

        public void Append(Alert alert)
        {
        }

        public void Append(LogEvent happened)
        {
        }

        public void Commit()
        {
        }

        public void Rollback()
        {
        }

        public void Dispose()
        {
        }
    }
}
