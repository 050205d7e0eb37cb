using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Tests.Faults;
using MLOps.Sdk.Tests.Recording;

namespace MLOps.Sdk.Tests.Privacy;

public sealed class ScopeRedactionTests : IDisposable
{
    private const string Subject = "Wilhelmina-Zaubermann";
    private const string Ward = "ward-of-wilhelmina";

    private static readonly TextRedaction Hash = TextRedaction.Hash("a key of sixteen"u8);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_subject_of_a_scope_is_recorded_as_its_keyed_hash_and_found_by_its_plain_text()
    {
        using App app = Build();
        using (PredictionScope.Begin(Subject))
            await app.PredictAsync(3);
        using (PredictionScope.Begin("somebody"))
            await app.PredictAsync(2);
        await app.FlushAsync();

        IReadOnlyList<LoggedPrediction> found = (await app.Log.QueryAsync(new PredictionQuery { Subject = Subject })).Predictions;

        Assert.Equal(3, found.Count);
        Assert.All(found, prediction => Assert.Equal(Hash.Apply(Subject), prediction.Subject));
        Assert.Equal(3, (await app.Log.QueryAsync(new PredictionQuery { Subject = Hash.Apply(Subject) })).Predictions.Count);
        Assert.Empty((await new SqlitePredictionLog(_directory.Path).QueryAsync(new PredictionQuery { Subject = Subject })).Predictions);
    }

    [Fact]
    public async Task Neither_ring_nor_store_holds_the_plain_subject_or_tag_at_any_moment()
    {
        using App app = Build(commit: TimeSpan.FromSeconds(30));
        using (PredictionScope.Begin(Subject, ("ward", Ward), ("card", "4111111111111111"), ("other", "said-in-confidence"), ("tenant", "acme")))
            await app.PredictAsync(50);
        Assert.True(app.Ops.Counts.Pending > 0);
        AssertNothingPlain();
        Assert.True(FileBytes.Count("acme", _directory.Path) > 0); // the search sees what is recorded

        await app.FlushAsync();
        AssertNothingPlain();
        LoggedPrediction logged = (await app.Log.QueryAsync(new PredictionQuery { Limit = 1 })).Predictions[0];
        Assert.Equal(Hash.Apply(Ward), logged.Tags["ward"]);
        Assert.Equal(("************1111", "acme"), (logged.Tags["card"], logged.Tags["tenant"]));
        Assert.DoesNotContain("other", logged.Tags.Keys);
    }

    [Fact]
    public async Task What_waits_on_disk_while_the_store_is_away_is_redacted_as_well()
    {
        var store = new MemoryStore { IsAway = true };
        using App app = Build(services: services => services.AddSingleton<IPredictionStore>(store), lane: 1 << 16);
        for (int round = 0; Directory.GetFiles(_directory.Path, "*.spill", SearchOption.AllDirectories).Length == 0 && round < 200; round++)
        {
            using (PredictionScope.Begin(Subject, ("ward", Ward), ("tenant", "acme")))
                await app.PredictAsync(200);
            App.WaitUntil(() => app.Ops.Pump.StoreFailures > 0);
        }

        AssertNothingPlain();
        Assert.True(FileBytes.Count("acme", _directory.Path) > 0);
        store.IsAway = false;
        await app.FlushAsync();
        Assert.All(store.Rows, row => Assert.Equal(Hash.Apply(Subject), row.Subject));
    }

    [Fact]
    public async Task A_subject_is_erased_by_its_plain_text_under_every_form_that_models_record()
    {
        using (App app = Build())
        {
            using (PredictionScope.Begin(Subject))
                await app.PredictAsync(20);
            await app.PredictAsync(5);
            await app.FlushAsync();
        }

        using (var plain = new App(_directory.Path))
        {
            using (PredictionScope.Begin(Subject))
                await plain.PredictAsync(4);
            await plain.FlushAsync();
        }

        using App again = Build();
        ErasureReport report = await again.Get<IPrivacyControls>().EraseAsync(new ErasureRequest(Subject, "clerk", "asked for"));

        Assert.Equal((24, 0), (report.Predictions, report.LeftOver));
        Assert.Equal(0, FileBytes.Count(Hash.Apply(Subject)!, _directory.Path));
        Assert.Equal(0, FileBytes.Count(Subject, _directory.Path));
        Assert.Equal(5, (await again.Log.StatusAsync()).Rows);
        Assert.True((await again.Get<IAuditTrail>().VerifyAsync([])).IsValid);
    }

    [Fact]
    public async Task A_legal_hold_by_plain_text_holds_hashed_records_and_brings_no_plain_text_into_the_store()
    {
        using App app = Build();
        using (PredictionScope.Begin(Subject))
            await app.PredictAsync(2);
        await app.FlushAsync();
        IPrivacyControls controls = app.Get<IPrivacyControls>();
        long hold = await controls.HoldAsync(new LegalHold("case 7", "counsel", Subject));

        await Assert.ThrowsAsync<StoreException>(async () => await controls.EraseAsync(new ErasureRequest(Subject, "clerk", "asked for")));
        AssertNothingPlain();
        await controls.ReleaseAsync(hold, "counsel", "closed");
        Assert.Equal(2, (await controls.EraseAsync(new ErasureRequest(Subject, "clerk", "asked for"))).Predictions);
    }

    [Fact]
    public async Task A_masked_subject_is_not_found_by_its_plain_text_because_the_mask_is_others_as_well()
    {
        using var app = new App(_directory.Path, model: model => model.RedactSubject(TextRedaction.Mask(2)));
        using (PredictionScope.Begin(Subject))
            await app.PredictAsync(1);
        await app.FlushAsync();

        Assert.Equal(new string('*', Subject.Length - 2) + "nn", (await app.Log.QueryAsync(new PredictionQuery())).Predictions[0].Subject);
        Assert.Equal(0, (await app.Get<IPrivacyControls>().EraseAsync(new ErasureRequest(Subject, "clerk", "asked for"))).Predictions);
    }

    [Fact]
    public void A_redacted_subject_costs_no_allocation()
    {
        using var app = new App(_directory.Path, model: model => model.RedactSubject(Hash).RedactTag("ward", TextRedaction.Mask(2)).RedactOtherTags(TextRedaction.Drop));
        using PredictionScope scope = PredictionScope.Begin(Subject, ("ward", Ward), ("tenant", "acme"));
        Predict(app, 200);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Predict(app, 1_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_redaction_that_is_declared_twice_is_refused() =>
        Assert.Contains("'ward'", Assert.Throws<ArgumentException>(() => new App(_directory.Path, model: model => model.RedactTag("ward", Hash).RedactTag("ward", Hash))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_of_keys_gives_the_same_pseudonyms_and_one_that_others_can_read_is_refused()
    {
        string file = _directory.File("subjects.keys");
        Directory.CreateDirectory(_directory.Path);
        File.WriteAllText(file, Convert.ToBase64String("a key of sixteen"u8) + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.Contains("chmod 600", Assert.Throws<KeyFileException>(() => SubjectPseudonyms.FromKeyFile(file)).Message, StringComparison.Ordinal);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Assert.Equal<string?>([Subject, Hash.Apply(Subject)], SubjectPseudonyms.FromKeyFile(file).FormsOf(Subject));
    }

    private void AssertNothingPlain()
    {
        foreach (string text in (string[])[Subject, Ward, "4111111111111111", "said-in-confidence"])
            Assert.Equal(0, FileBytes.Count(text, _directory.Path));
    }

    private static void Predict(App app, int calls)
    {
        for (int i = 0; i < calls; i++)
            Assert.True(app.Model.PredictAsync(i).IsCompletedSuccessfully);
    }

    private App Build(TimeSpan? commit = null, Action<IServiceCollection>? services = null, long lane = 1 << 20) => new(
        _directory.Path,
        options: options =>
        {
            options.Recording.CommitInterval = commit ?? TimeSpan.FromMilliseconds(1);
            options.Recording.LaneBytes = lane;
            options.Recording.MaximumPayloadBytes = 1024;
        },
        model: model => model.RedactSubject(Hash).RedactTag("ward", Hash).RedactTag("card", TextRedaction.Mask(4)).RedactTag("tenant", TextRedaction.Patterns).RedactOtherTags(TextRedaction.Drop),
        services: services);
}
