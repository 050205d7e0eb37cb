using MLOps.Sdk.Registry;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Retraining;

public sealed class InterruptedRunTests
{
    public static TheoryData<int> Saves => [.. Enumerable.Range(0, 14)];

    [Theory]
    [MemberData(nameof(Saves))]
    public async Task A_run_whose_process_died_at_any_moment_goes_on_and_does_everything_once(int savesBefore)
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        await Assert.ThrowsAsync<DeadProcessException>(() => store.Pipeline(store: new DyingStore(store.Store, savesBefore)).RunAsync(RetrainedStore.Ask));

        RetrainingRun run = await store.Pipeline().RunAsync(RetrainedStore.Ask with { Reason = "another" });

        Assert.Equal((RetrainingState.Promoted, RetrainedStore.Ask.Reason), (run.State, run.Reason));
        Assert.Single(await store.Store.ListAsync(RetrainedStore.Model));
        IReadOnlyList<RegistryEvent> events = await store.Registry.GetHistoryAsync(RetrainedStore.Model);
        Assert.Equal(
            [RegistryEventKind.Register, RegistryEventKind.Promote, RegistryEventKind.Register, RegistryEventKind.Gate, RegistryEventKind.Promote],
            events.Select(static change => change.Kind));
        Assert.InRange(run.Steps.Max(static step => step.Attempts), 1, 2);
    }

    [Fact]
    public async Task A_step_that_kills_its_process_every_time_is_given_up()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        for (int start = 0; start < RetrainingPipeline.MaximumAttempts; start++)
            await Assert.ThrowsAsync<DeadProcessException>(() => store.Pipeline(store: new DyingStore(store.Store, start == 0 ? 3 : 1)).RunAsync(RetrainedStore.Ask));

        RetrainingRun run = await store.Pipeline().RunAsync(RetrainedStore.Ask);

        Assert.Equal(RetrainingState.Failed, run.State);
        Assert.Contains("train: it was started 3 times", run.Message, StringComparison.Ordinal);
        Assert.Equal("train", Assert.Single(store.Alerts).Signal);
    }

    [Fact]
    public async Task A_host_that_stops_interrupts_the_trainer_and_the_run_is_not_failed()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        using var stopping = new CancellationTokenSource();
        RetrainingPipeline interrupted = store.Pipeline(configure: options => options.TrainWith(async (_, cancellationToken) =>
        {
            await stopping.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidOperationException("It was not told.");
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => interrupted.RunAsync(RetrainedStore.Ask, stopping.Token));

        Assert.Equal(RetrainingState.Running, Assert.Single(await store.Store.ListAsync()).State);
        Assert.Equal(RetrainingState.Promoted, (await store.Pipeline().ResumeAsync())?.State);
        Assert.Null(await store.Pipeline().ResumeAsync());
    }

    private sealed class DeadProcessException : Exception;

    /// <summary>Ends the process, as far as the pipeline can tell, instead of keeping something.</summary>
    private sealed class DyingStore(IRetrainingStore inner, int saves) : IRetrainingStore
    {
        private int _left = saves;

        public ValueTask<string?> TryBeginAsync(RetrainingRun run, Func<IReadOnlyList<RetrainingRun>, string?> refusal, CancellationToken cancellationToken = default) =>
            inner.TryBeginAsync(run, refusal, cancellationToken);

        public ValueTask SaveAsync(RetrainingRun run, Alert? alert = null, CancellationToken cancellationToken = default) =>
            _left-- > 0 ? inner.SaveAsync(run, alert, cancellationToken) : throw new DeadProcessException();

        public ValueTask<RetrainingRun?> FindAsync(string id, CancellationToken cancellationToken = default) => inner.FindAsync(id, cancellationToken);

        public ValueTask<IReadOnlyList<RetrainingRun>> ListAsync(string? model = null, int limit = 100, CancellationToken cancellationToken = default) => inner.ListAsync(model, limit, cancellationToken);

        public ValueTask<long> CountOutcomesAsync(string model, DateTimeOffset after, CancellationToken cancellationToken = default) => inner.CountOutcomesAsync(model, after, cancellationToken);
    }
}
