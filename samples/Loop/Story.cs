using Loop.Streams;
using Loop.Training;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;

namespace Loop;

/// <summary>What happened in one act.</summary>
/// <param name="Name">What it was about.</param>
/// <param name="Expected">How it should end.</param>
/// <param name="Ended">How it ended.</param>
/// <param name="Because">Why.</param>
/// <param name="Took">How long it took.</param>
internal sealed record Act(string Name, string Expected, string Ended, string Because, TimeSpan Took)
{
    public bool IsAsExpected => Expected == Ended;
}

/// <summary>
/// Three acts: the world changes, and the app retrains by itself; a bad candidate is refused by its gate; one that slipped past
/// the gate is rolled back by its canary.
/// </summary>
internal sealed class Story(IRetraining retraining, Rollouts rollouts, IModelRegistry registry, StreamTrainer trainer, ILabelledStream stream, TimeProvider time)
{
    public const string Model = "demand";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    /// <summary>How a version is tried: half of the calls, judged by what turns out to be true.</summary>
    public static CanaryStart Canary(CanaryStart start) => start with
    {
        Steps = [new RampStep(0.5, TimeSpan.FromSeconds(1))],
        Rules = new CanaryRules { OutcomeTolerance = 0.02, SlowTolerance = null, MinimumCalls = 200, EnoughCalls = 1_000 },
        Conduct = new CanaryConduct { CoolDown = TimeSpan.Zero, FreezeAfter = 0 },
    };

    /// <summary>The version that the app starts with.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        byte[] file = trainer.Fit(stream.Features, stream.History, out double accuracy);
        ModelVersion first = await registry.RegisterAsync(
            new VersionRegistration { Model = Model, Artifact = file, FileName = "model.onnx", Metrics = new Dictionary<string, double> { ["training.accuracy"] = accuracy } }, cancellationToken);
        await registry.PromoteAsync(new AliasChange(Model, first.Version, "trained on history"), cancellationToken);
    }

    public async Task<IReadOnlyList<Act>> TellAsync(CancellationToken cancellationToken) =>
    [
        await TellAsync("drift: alarm, retrain, gate, canary", "promoted", RetrainByItselfAsync, cancellationToken),
        await TellAsync("a trainer that reads labels wrong", "refused", RetrainWrongAsync, cancellationToken),
        await TellAsync("the same, past the gate", "rolledback", SlipThroughAsync, cancellationToken),
    ];

    private async Task<Act> TellAsync(string name, string expected, Func<CancellationToken, Task<(string Ended, string? Because)>> act, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            (string ended, string? because) = await act(patience.Token);
            return new Act(name, expected, ended, because ?? "", time.GetElapsedTime(start));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Act(name, expected, "nothing", $"it did not end within {Patience.TotalSeconds:0} s", time.GetElapsedTime(start));
        }
    }

    private async Task<(string Ended, string? Because)> RetrainByItselfAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await retraining.ListAsync(Model, limit: 1, cancellationToken) is [{ State: not RetrainingState.Running } run])
                return (Word(run.State), run.Message);
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    private async Task<(string Ended, string? Because)> RetrainWrongAsync(CancellationToken cancellationToken)
    {
        trainer.ReadsLabelsWrong = true;
        RetrainingRun run = await retraining.RunAsync(Model, new RetrainingRequest(RetrainingTrigger.Manual, "a new trainer") { Force = true, Actor = "somebody" }, cancellationToken);
        return (Word(run.State), run.Message);
    }

    private async Task<(string Ended, string? Because)> SlipThroughAsync(CancellationToken cancellationToken)
    {
        byte[] file = trainer.Fit(stream.Features, stream.History, out _);
        ModelVersion version = await registry.RegisterAsync(new VersionRegistration { Model = Model, Artifact = file, FileName = "model.onnx", Reason = "urgent, no time for a gate", Actor = "somebody" }, cancellationToken);
        await rollouts.StartCanaryAsync(Canary(new CanaryStart(Model, version.Version, "urgent, no time for a gate") { Actor = "somebody" }), cancellationToken);
        while (true)
        {
            if (await rollouts.FindAsync(Model, cancellationToken) is { Plan.State: not RolloutState.Running } status)
                return (Word(status.Plan.State), status.Reason);
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    private static string Word<T>(T state) where T : struct, Enum => state.ToString().ToLowerInvariant();
}
