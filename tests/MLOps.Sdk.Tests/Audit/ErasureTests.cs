using System.Text;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Tests.Privacy;
using MLOps.Sdk.Tests.Storage.Sqlite;

namespace MLOps.Sdk.Tests.Audit;

public sealed class ErasureTests : IDisposable
{
    private const string Subject = "Wilhelmina-Zaubermann";

    private readonly StoreFixture _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task After_an_erasure_no_file_of_the_store_holds_a_byte_of_it_and_the_chain_verifies()
    {
        SaveCrowd();
        Assert.True(CountInFiles(Subject) > 0);

        ErasureReport report = await Controls().EraseAsync(new ErasureRequest(Subject, "clerk", "asked for"));

        Assert.Equal((60, 120, 0), (report.Predictions, report.Annotations, report.LeftOver));
        foreach (string text in (string[])[Subject, "secret-of-wilhelmina", "tag-of-wilhelmina", "verdict-on-wilhelmina"])
            Assert.Equal(0, CountInFiles(text));
        ChainVerification verification = await Verify();
        Assert.True(verification.IsValid, $"{verification.FirstDifference}");
        Assert.Equal(180, verification.Removed);
        Assert.Empty((await _store.Log.QueryAsync(new PredictionQuery { Subject = Subject })).Predictions);
        Assert.Equal(940, (await _store.Log.StatusAsync()).Rows);
    }

    [Fact]
    public async Task Nothing_of_an_erased_subject_is_left_in_the_files_of_a_running_app()
    {
        using var directory = new TemporaryDirectory();
        using var app = new Faults.App(directory.Path);
        using (PredictionScope.Begin(Subject, ("ward", "ward-of-wilhelmina")))
            await app.PredictAsync(200);
        await app.PredictAsync(10);
        await app.FlushAsync();

        ErasureReport report = await new SqlitePrivacyControls(directory.Path, TimeProvider.System).EraseAsync(new ErasureRequest(Subject, "clerk", "asked for"));

        Assert.Equal((200, 0), (report.Predictions, report.LeftOver));
        Assert.Equal(0, FileBytes.Count(Subject, directory.Path));
        Assert.Equal(0, FileBytes.Count("ward-of-wilhelmina", directory.Path));
        Assert.Equal(10, (await app.Log.StatusAsync()).Rows);
    }

    [Fact]
    public async Task Quarantined_records_about_the_subject_or_its_predictions_are_erased_and_others_stay()
    {
        _store.Save(Draft(1, Subject), Draft(2, "somebody"));
        Quarantine(11, Section(Subject));
        Quarantine(12, Section("somebody"));
        Quarantine(13, Section("Mrs " + Subject));
        Quarantine(14, IdBytes(RecordDraft.IdOf(1)));

        ErasureReport report = await Controls().EraseAsync(new ErasureRequest(Subject, "clerk", "asked for"));

        Assert.Equal(0, report.LeftOver);
        Assert.Equal(2, Number("SELECT count(*) FROM quarantine"));
        Assert.Equal(1, CountInFiles(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Subject)))); // of Mrs …, who is somebody else
        Assert.Equal(0, CountInFiles(RecordDraft.IdOf(11).ToString()));
    }

    [Fact]
    public async Task An_erasure_ends_no_lock_that_the_app_holds_on_its_database()
    {
        if (!OperatingSystem.IsLinux())
            return;
        _store.Save(Draft(1, Subject));
        int before = CountLocks();
        Assert.True(before > 0);

        await Controls().EraseAsync(new ErasureRequest(Subject, "clerk", "asked for"));

        Assert.Equal(before, CountLocks());
    }

    [Fact]
    public async Task What_is_said_later_about_an_erased_prediction_is_refused_and_counted()
    {
        _store.Save(Draft(1, Subject));
        await Controls().EraseAsync(new ErasureRequest(Subject, "clerk", "asked for"));

        Annotate(2, RecordDraft.IdOf(1), AnnotationKind.Outcome, "fraud");

        Assert.Equal(0, CountInFiles("fraudulent"));
        Assert.Equal(1, (await _store.Log.StatusAsync()).AnnotationsOfErased);
        Assert.Equal(0, Number("SELECT count(*) FROM outcomes"));
        Assert.True((await Verify()).IsValid);
    }

    [Fact]
    public async Task A_removal_that_no_event_stands_for_is_found()
    {
        _store.Save(Draft(1, Subject), Draft(2, "somebody"));
        await Controls().EraseAsync(new ErasureRequest(Subject, "clerk", "asked for"));
        Execute("INSERT INTO removals SELECT 2, 2, event, NULL FROM removals; DELETE FROM predictions WHERE position = 2");

        ChainDifference difference = (await Verify()).FirstDifference!;
        Assert.Equal(DifferenceKind.Deleted, difference.Kind);
    }

    [Fact]
    public async Task A_legal_hold_forbids_an_erasure_until_it_is_released()
    {
        _store.Save(Draft(1, Subject));
        long hold = await Controls().HoldAsync(new LegalHold("case 7", "counsel", Subject));

        Assert.Contains("case 7", (await Assert.ThrowsAsync<StoreException>(async () => await Controls().EraseAsync(new ErasureRequest(Subject, "clerk", "asked for")))).Message, StringComparison.Ordinal);
        await Controls().ReleaseAsync(hold, "counsel", "closed");
        Assert.Equal(1, (await Controls().EraseAsync(new ErasureRequest(Subject, "clerk", "asked for"))).Predictions);
        Assert.True((await Verify()).IsValid);
    }

    [Fact]
    public async Task Retention_removes_what_is_older_and_nothing_that_is_held()
    {
        _store.Save(Enumerable.Range(1, 1000).Select(i => Draft(i, i % 10 == 0 ? Subject : "somebody")));
        await Controls().HoldAsync(new LegalHold("case 7", "counsel", Subject));

        RetentionReport report = await Controls().RetainAsync(new RetentionPolicy(TimeSpan.FromDays(184), "clerk", "policy 1") { LegalBasis = "contract" });

        Assert.Equal((900, 100), (report.Predictions, report.Held));
        Assert.Equal(100, (await _store.Log.StatusAsync()).Rows);
        ChainVerification verification = await Verify();
        Assert.True(verification.IsValid, $"{verification.FirstDifference}");
        Assert.Equal(900, verification.Removed);
    }

    [Fact]
    public async Task A_retention_below_its_floor_needs_a_legal_basis()
    {
        var policy = new RetentionPolicy(TimeSpan.FromDays(30), "clerk", "small disk");
        Assert.Contains("184", (await Assert.ThrowsAsync<ArgumentException>(async () => await Controls().RetainAsync(policy))).Message, StringComparison.Ordinal);
        Assert.Equal(0, (await Controls().RetainAsync(policy with { LegalBasis = "GDPR Art. 5(1)(e)" })).Predictions);
    }

    /// <summary>A thousand predictions, in an order that splits the pages of the indexes, 60 of them about the subject.</summary>
    private void SaveCrowd()
    {
        var random = new Random(1);
        int[] order = [.. Enumerable.Range(1, 1000)];
        random.Shuffle(order);
        foreach (int[] batch in order.Chunk(50))
            _store.Save(batch.Select(i => i <= 60 ? Draft(i, Subject) : Draft(i, $"customer-{random.Next(100_000)}")));
        for (int i = 1; i <= 60; i++)
        {
            Annotate(10_000 + i, RecordDraft.IdOf(i), AnnotationKind.Action, "verdict-on-wilhelmina");
            Annotate(20_000 + i, RecordDraft.IdOf(i), AnnotationKind.Outcome, "verdict-on-wilhelmina");
        }
    }

    private static RecordDraft Draft(int number, string subject) => new()
    {
        Id = RecordDraft.IdOf(number),
        Time = RecordDraft.Noon - (400L * 24 * 3600 * 1_000_000) + (number * 1000L),
        Subject = Encoding.UTF8.GetBytes(subject),
        RawInput = subject == Subject ? "secret-of-wilhelmina"u8.ToArray() : "{}"u8.ToArray(),
        Tags = RecordDraft.Texts("tenant", subject == Subject ? "tag-of-wilhelmina" : $"t{number % 17}"),
    };

    private void Annotate(int number, PredictionId prediction, AnnotationKind kind, string text)
    {
        _store.Store.Begin();
        _store.Store.Append(new AnnotationRecord
        {
            Id = RecordDraft.IdOf(number),
            PredictionId = prediction,
            Kind = kind,
            TimeMicroseconds = RecordDraft.Noon,
            Text = Encoding.UTF8.GetBytes(text),
            Value = double.NaN,
        });
        _store.Store.Commit();
    }

    private void Quarantine(int number, byte[] frame)
    {
        _store.Store.Begin();
        _store.Store.Quarantine(RecordDraft.IdOf(number), [1, 2, 3, .. frame, 4], "does not parse");
        _store.Store.Commit();
    }

    /// <summary>A subject as frames hold it: kind, count, length, bytes.</summary>
    private static byte[] Section(string subject)
    {
        byte[] text = Encoding.UTF8.GetBytes(subject);
        return [3, 0, 0, 0, .. BitConverter.GetBytes(text.Length), .. text];
    }

    private static byte[] IdBytes(PredictionId id) => [.. BitConverter.GetBytes(id.Writer), .. BitConverter.GetBytes(id.Sequence)];

    // Lines such as "1: POSIX  ADVISORY  READ 1234 fe:00:5678 1073741826 1073742335": process, device and inode of the file.
    private int CountLocks()
    {
        using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%i", _store.Database]) { RedirectStandardOutput = true })!;
        string inode = stat.StandardOutput.ReadToEnd().Trim();
        return File.ReadAllLines("/proc/locks").Count(line => line.Contains(" POSIX ", StringComparison.Ordinal)
            && line.Contains($" {Environment.ProcessId} ", StringComparison.Ordinal) && line.Contains($":{inode} ", StringComparison.Ordinal));
    }

    private SqlitePrivacyControls Controls() => new(_store.Directory, TimeProvider.System);

    private async Task<ChainVerification> Verify() => await new SqliteAuditTrail(_store.Directory, TimeProvider.System).VerifyAsync([]);

    private int CountInFiles(string text) => FileBytes.Count(text, _store.Directory);

    private long Number(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_store.Database};Pooling=false;Mode=ReadOnly");
        connection.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private void Execute(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_store.Database};Pooling=false");
        connection.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
