using MLOps.Sdk.Retraining;
using MLOps.Sdk.Retraining.Runs;
using MLOps.Sdk.Retraining.Trainers;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Retraining;

public sealed class RetrainingLimitsTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RetrainingLimits _limits = new();

    [Fact]
    public void Nothing_speaks_against_a_first_run() => Assert.Null(Refusal([]));

    [Fact]
    public void A_run_that_is_under_way_is_waited_for_even_by_force()
    {
        RetrainingRun running = Run(hoursAgo: 30, RetrainingState.Running);

        Assert.Contains("under way", Refusal([running]), StringComparison.Ordinal);
        Assert.Contains("under way", Refusal([running], force: true), StringComparison.Ordinal);
    }

    [Fact]
    public void The_cool_down_counts_from_the_end_of_the_last_run()
    {
        _limits.CoolDown = TimeSpan.FromHours(2);

        Assert.Contains("Limits.CoolDown", Refusal([Run(hoursAgo: 2.5)]), StringComparison.Ordinal); // it ended 1.5 hours ago
        Assert.Null(Refusal([Run(hoursAgo: 3)]));
        Assert.Null(Refusal([Run(hoursAgo: 2.5)], force: true));
    }

    [Fact]
    public void At_most_so_many_runs_begin_within_a_day_whatever_became_of_them()
    {
        _limits.MaximumADay = 2;

        Assert.Contains("at most 2 may", Refusal([Run(3, RetrainingState.Failed), Run(20, RetrainingState.Refused)]), StringComparison.Ordinal);
        Assert.Null(Refusal([Run(3), Run(25)]));
    }

    [Fact]
    public void Broken_data_is_not_learnt()
    {
        var alert = new Alert { Model = "limit", Version = "1", Monitor = "quality", Signal = "x", Kind = "missing", Time = Now.AddMinutes(-20), Row = 0, Message = "x is missing." };

        string? refusal = RetrainingAdmission.Refusal(_limits, force: false, Now, [], alert);

        Assert.Contains("x is missing.", refusal, StringComparison.Ordinal);
        Assert.Contains("paused until 2026-05-01 12:40:00Z", refusal, StringComparison.Ordinal);
        Assert.Null(RetrainingAdmission.Refusal(_limits, force: false, Now.AddHours(1), [], alert));
        Assert.Null(RetrainingAdmission.Refusal(_limits, force: true, Now, [], alert));
    }

    [Fact]
    public async Task Of_two_at_once_one_runs_and_the_other_is_told()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        var begun = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        Task<RetrainingRun> first = store.Pipeline(configure: options => options.TrainWith(async (job, cancellationToken) =>
        {
            begun.SetResult();
            await go.Task;
            await File.WriteAllBytesAsync(job.ModelFile, RetrainedStore.FileOf(0.3), cancellationToken);
            return new TrainedModel();
        })).RunAsync(RetrainedStore.Ask);
        await begun.Task;

        RetrainingRefusedException refused = await Assert.ThrowsAsync<RetrainingRefusedException>(() => store.Pipeline().RunAsync(RetrainedStore.Ask with { Force = true }));
        go.SetResult();

        Assert.Contains("one run of a model at a time", refused.Message, StringComparison.Ordinal);
        Assert.Equal(RetrainingState.Promoted, (await first).State);
    }

    [Fact]
    public async Task A_refused_request_leaves_no_run_behind()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        await store.Pipeline().RunAsync(RetrainedStore.Ask);

        RetrainingRefusedException refused = await Assert.ThrowsAsync<RetrainingRefusedException>(
            () => store.Pipeline(configure: options => options.Limits.CoolDown = TimeSpan.FromHours(1)).RunAsync(RetrainedStore.Ask));

        Assert.Contains("--force", refused.Message, StringComparison.Ordinal);
        Assert.Single(await store.Store.ListAsync());
    }

    private static RetrainingRun Run(double hoursAgo, RetrainingState state = RetrainingState.Promoted) => new("limit-1", "limit", Now.AddHours(-hoursAgo))
    {
        Reason = "r",
        Actor = "a",
        State = state,
        EndedAt = state == RetrainingState.Running ? null : Now.AddHours(1 - hoursAgo),
    };

    private string? Refusal(IReadOnlyList<RetrainingRun> runs, bool force = false) => RetrainingAdmission.Refusal(_limits, force, Now, runs, quality: null);
}
