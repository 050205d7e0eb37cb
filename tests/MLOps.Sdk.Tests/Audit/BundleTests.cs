using Microsoft.Data.Sqlite;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Tests.Storage.Sqlite;

namespace MLOps.Sdk.Tests.Audit;

public sealed class BundleTests : IDisposable
{
    private const int Records = 100;

    private static readonly DateTimeOffset Noon = DateTimeOffset.UnixEpoch.AddTicks(RecordDraft.Noon * TimeSpan.TicksPerMicrosecond);

    private readonly StoreFixture _store = new();
    private readonly TemporaryDirectory _elsewhere = new();

    /// <summary>A hundred predictions, one a second from noon on, in batches of ten, of two subjects in turn; the third has an action.</summary>
    public BundleTests()
    {
        foreach (int[] batch in Enumerable.Range(1, Records).Chunk(10))
            _store.Save(batch.Select(Draft));
        _store.Store.Begin();
        _store.Store.Append(new AnnotationRecord
        {
            Id = RecordDraft.IdOf(1_000),
            PredictionId = RecordDraft.IdOf(33),
            Kind = AnnotationKind.Action,
            TimeMicroseconds = RecordDraft.Noon,
            Text = "block"u8,
            Value = double.NaN,
        });
        _store.Store.Commit();
    }

    private string Bundle => _elsewhere.File("bundle");

    public void Dispose()
    {
        _store.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public async Task A_bundle_of_a_window_of_time_proves_that_it_holds_every_prediction_of_it()
    {
        BundleVerification made = await CreateAsync(Window(30, 60));

        Assert.Equal(new BundleWindow(30, 59, 30, 0, 0), made.Window);
        Assert.Equal((true, null), (made.IsComplete, made.FirstDifference));
        Assert.Equal(made, await VerifyAsync());
    }

    [Fact]
    public async Task Predictions_of_the_window_that_were_not_asked_for_are_counted_by_their_commitments()
    {
        BundleVerification made = await CreateAsync(Window(30, 60) with { Subject = "anna" });

        Assert.Equal((15L, 15L, true, null), (made.Window!.Included, made.Window.Withheld, made.IsValid, made.IsComplete));
    }

    [Fact]
    public async Task Without_a_window_of_time_nothing_is_claimed_about_what_is_not_there()
    {
        BundleVerification made = await CreateAsync(new BundleRequest(Subject: "anna"));
        Assert.Equal((true, null, null), (made.IsValid, made.Window, made.IsComplete));
    }

    [Fact]
    public async Task A_prediction_taken_out_of_a_bundle_is_named()
    {
        await CreateAsync(Window(30, 60));
        Execute("DELETE FROM predictions WHERE position = 42");

        BundleVerification found = await VerifyAsync();

        Assert.Equal(new ChainDifference(42, RecordDraft.IdOf(42), DifferenceKind.Deleted, ChainedKind.Prediction), found.FirstDifference);
        Assert.False(found.IsComplete);
    }

    [Fact]
    public async Task An_action_taken_out_of_a_bundle_is_named()
    {
        await CreateAsync(Window(30, 60));
        Execute("DELETE FROM actions");

        Assert.Equal((RecordDraft.IdOf(1_000), DifferenceKind.Deleted, ChainedKind.Action), Named((await VerifyAsync()).FirstDifference));
    }

    [Theory]
    [InlineData("DELETE FROM predictions WHERE position = 42; UPDATE bundle_manifest SET positions = ''", DifferenceKind.Edited)]
    [InlineData("DELETE FROM predictions WHERE position = 42; UPDATE bundle_manifest SET last = 41", DifferenceKind.Edited)]
    [InlineData("DELETE FROM predictions WHERE position = 42; UPDATE bundle_manifest SET event = 1", DifferenceKind.Edited)]
    [InlineData("DELETE FROM predictions WHERE position = 42; DELETE FROM bundle_manifest", DifferenceKind.Edited)]
    [InlineData("DELETE FROM predictions WHERE position = 42; DROP TABLE bundle_manifest", DifferenceKind.Truncated)]
    [InlineData("DELETE FROM predictions WHERE position BETWEEN 41 AND 50; UPDATE chain_segments SET entries = NULL WHERE first = 41", DifferenceKind.Deleted)]
    [InlineData("INSERT INTO removals SELECT 42, 42, event, NULL FROM bundle_manifest; DELETE FROM predictions WHERE position = 42", DifferenceKind.Deleted)]
    public async Task Who_hides_that_something_was_taken_out_is_found(string change, DifferenceKind kind)
    {
        await CreateAsync(Window(30, 60));
        Execute(change);

        Assert.Equal(kind, (await VerifyAsync()).FirstDifference?.Kind);
    }

    [Fact]
    public async Task What_was_lawfully_removed_before_is_no_gap_of_the_bundle()
    {
        await new SqlitePrivacyControls(_store.Directory, TimeProvider.System).EraseAsync(new ErasureRequest("anna", "clerk", "asked for"));

        BundleVerification made = await CreateAsync(Window(30, 60));

        Assert.Equal((true, 15L, 0L), (made.IsComplete, made.Window!.Included, made.Window.Withheld));
        Assert.Equal(14, made.Window.Removed); // of those between the first and the last that are left
    }

    private static (PredictionId?, DifferenceKind?, ChainedKind?) Named(ChainDifference? difference) => (difference?.Id, difference?.Kind, difference?.Record);

    private static RecordDraft Draft(int number) => new()
    {
        Id = RecordDraft.IdOf(number),
        Time = RecordDraft.Noon + (number * 1_000_000L),
        Subject = number % 2 == 0 ? "anna"u8.ToArray() : "bert"u8.ToArray(),
    };

    private static BundleRequest Window(int from, int to) => new(From: Noon.AddSeconds(from), To: Noon.AddSeconds(to));

    private async Task<BundleVerification> CreateAsync(BundleRequest request) =>
        await new SqliteIncidentBundle(TimeProvider.System).CreateAsync(_store.Directory, Bundle, request, "counsel");

    private async Task<BundleVerification> VerifyAsync() => await SqliteIncidentBundle.VerifyAsync(Bundle, []);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Bundle, "modelops.db")};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
