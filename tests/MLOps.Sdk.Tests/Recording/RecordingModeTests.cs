using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Tests.Faults;

namespace MLOps.Sdk.Tests.Recording;

public sealed class RecordingModeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly MemoryStore _store = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_audited_call_returns_when_its_record_is_durable()
    {
        using App app = Build(model => model.Audit());

        for (int call = 0; call < 20; call++)
        {
            Prediction<double> prediction = await app.Model.PredictAsync(call);
            Assert.Contains(_store.Rows, row => row.Id == prediction.Id);
        }

        Assert.Equal(0, app.Ops.AuditFailures);
    }

    [Fact]
    public async Task An_audited_call_fails_or_is_counted_as_declared_when_the_store_is_away()
    {
        using App failing = Build(model => model.Audit(AuditFailure.FailCall, TimeSpan.FromMilliseconds(50)));
        _store.IsAway = true;
        AuditException refusal = await Assert.ThrowsAsync<AuditException>(async () => await failing.Model.PredictAsync(1));
        Assert.True(refusal.Id.IsRecorded);
        Assert.Contains("The store is away", refusal.Message, StringComparison.Ordinal);
        _store.IsAway = false;

        using var elsewhere = new TemporaryDirectory();
        var store = new MemoryStore { IsAway = true };
        using var counting = new App(elsewhere.Path, model: model => model.Audit(AuditFailure.Count, TimeSpan.FromMilliseconds(50)), services: services => services.AddSingleton<IPredictionStore>(store));
        Assert.Equal(-1, (await counting.Model.PredictAsync(1)).Value);
        Assert.Equal((1L, 1L), (failing.Ops.AuditFailures, counting.Ops.AuditFailures));
        store.IsAway = false;
    }

    [Fact]
    public async Task The_exception_of_an_audited_model_is_durable_when_it_reaches_the_caller_and_is_never_replaced()
    {
        var fault = new InvalidTimeZoneException("model");
        using App app = Build(model => model.Audit(AuditFailure.FailCall, TimeSpan.FromSeconds(2)), _ => throw fault);

        Assert.Same(fault, await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await app.Model.PredictAsync(1)));
        Assert.Equal(PredictionStatus.Failed, Assert.Single(_store.Rows).Status);

        _store.IsAway = true;
        Assert.Same(fault, await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await app.Model.PredictAsync(1)));
        Assert.Equal(1, app.Ops.AuditFailures);
        _store.IsAway = false;
    }

    [Fact]
    public async Task A_batch_of_an_audited_model_is_durable_as_a_whole()
    {
        using App app = Build(model => model.Audit());
        var predictions = new Prediction<double>[50];

        await app.Model.PredictBatchAsync(Enumerable.Range(0, 50).Select(i => (double)i).ToArray(), predictions);

        Assert.Equal(predictions.Select(prediction => prediction.Id).Order(), _store.Rows.Select(row => row.Id).Order());
    }

    [Fact]
    public async Task A_sampled_model_records_its_share_and_counts_the_rest()
    {
        using App app = Build(model => model.Sample(0.1));

        await app.PredictAsync(20_000);
        await app.FlushAsync();

        RecordingCounts counts = app.Ops.Counts;
        Assert.Equal(20_000, counts.Calls);
        Assert.Equal(20_000, counts.Durable + counts.Lost[LossReason.Sampled]);
        Assert.Equal(counts.Durable, _store.Rows.Count);
        Assert.InRange(counts.Durable, 2_000 - 255, 2_000 + 255); // 6 standard deviations
    }

    [Fact]
    public async Task Sampling_never_leaves_out_failed_calls_kept_tags_and_what_happens_after_an_alarm()
    {
        using App app = Build(
            model => model.Sample(1e-9, "case").Tag("case", x => x == 7 ? "labelled" : null), x => x < 0 ? throw new TimeoutException() : -x);

        await app.PredictAsync(100);
        await Assert.ThrowsAsync<TimeoutException>(async () => await app.Model.PredictAsync(-1));
        using (PredictionScope.Begin(tags: ("case", "by scope")))
            await app.Model.PredictAsync(8);
        app.Get<IRecordingControl>().RecordAll("model", TimeSpan.FromHours(1));
        await app.Model.PredictAsync(9);
        await app.FlushAsync();

        Assert.Equal([7.0, -1.0, 8.0, 9.0], _store.Rows.Select(row => row.Numbers[0]));
        Assert.Equal((103L, 4L, 99L), (app.Ops.Counts.Calls, app.Ops.Counts.Durable, app.Ops.Counts.Lost[LossReason.Sampled]));
    }

    [Fact]
    public void A_rate_that_records_nothing_and_two_modes_at_once_are_refused_where_they_are_declared()
    {
        Assert.Contains("above 0 and at most 1", Assert.Throws<ArgumentOutOfRangeException>(() => Build(model => model.Sample(0))).Message, StringComparison.Ordinal);
        Assert.Contains("remove Audit or Sample", Assert.Throws<InvalidOperationException>(() => Build(model => model.Audit().Sample(0.5))).Message, StringComparison.Ordinal);
    }

    private App Build(Action<ModelBuilder<double, double>> mode, Func<double, double>? predict = null) =>
        new(_directory.Path, predict, model: mode, services: services => services.AddSingleton<IPredictionStore>(_store));
}
