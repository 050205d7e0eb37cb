using MLOps.Sdk.Audit;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Tests.Faults;

/// <summary>Actions and outcomes that an app should not record, and does.</summary>
public sealed class BadAnnotationTests : IDisposable
{
    private const string NotUnicode = "a\ud800b\0c\u202ed";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Texts_numbers_and_times_that_cannot_be_are_recorded_as_far_as_they_can_and_hold_up_nothing()
    {
        using var app = new App(_directory.Path);
        List<PredictionId> ids = await app.PredictAsync(8);
        var actions = app.Get<IActionRecorder>();
        var outcomes = app.Get<IOutcomeRecorder>();

        Assert.True(await actions.RecordAsync(ids[0], new ProductAction(NotUnicode) { Rule = NotUnicode, Reviewer = NotUnicode, Overrides = NotUnicode, Threshold = double.PositiveInfinity }));
        Assert.True(await actions.RecordAsync(ids[1], new ProductAction("block") { Rule = new string('r', 50_000_000) }));
        Assert.False(await actions.RecordAsync(ids[2], null!));
        Assert.False(await actions.RecordAsync(default, new ProductAction("block")));
        foreach (double value in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, double.MaxValue])
            Assert.True(await outcomes.RecordAsync(ids[3], value));
        Assert.True(await outcomes.RecordAsync(ids[4], NotUnicode));
        Assert.True(await outcomes.RecordAsync(ids[4], ""));
        Assert.True(await outcomes.RecordAsync(ids[5], new ObservedOutcome { Label = new string('\ud800', 1_000_000), EventTime = DateTimeOffset.MinValue }));
        Assert.True(await outcomes.RecordAsync(ids[5], new ObservedOutcome { Value = 1, EventTime = DateTimeOffset.MaxValue }));
        Assert.False(await outcomes.RecordAsync(ids[6], (ObservedOutcome)null!));
        Assert.True(await outcomes.RecordAsync(new PredictionId(ulong.MaxValue, ulong.MaxValue), 1.0));
        await app.PredictAsync(8);
        await app.FlushAsync();

        Assert.Equal((16L, 0L), ((await app.CheckBooksAsync(16)).Durable, app.Ops.AnnotationsLost));
        LoggedAction action = (await app.Log.FindAsync(ids[0]))!.Actions[0];
        Assert.Equal("a\ufffdb\0c\u202ed", action.Action);
        Assert.InRange((await app.Log.FindAsync(ids[1]))!.Actions[0].Rule!.Length, 1, RecordingDefaults.MaximumTextBytes);
        Assert.Equal(6, (await app.Log.FindAsync(ids[3]))!.Outcomes.Count);
        Assert.Equal(16, (await app.Log.QueryAsync(new PredictionQuery { Limit = 100 })).Predictions.Count);
        Assert.Equal(1, (await app.Log.StatusAsync()).OutcomesUnknown);
        ChainVerification verification = await new SqliteAuditTrail(_directory.Path, TimeProvider.System).VerifyAsync([]);
        Assert.True(verification.IsValid, $"{verification.FirstDifference}");
    }
}
