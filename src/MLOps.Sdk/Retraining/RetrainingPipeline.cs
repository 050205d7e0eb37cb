using System.Globalization;
using Microsoft.Extensions.Logging;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Rules;
using MLOps.Sdk.Retraining.Runs;
using MLOps.Sdk.Retraining.Steps;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Retraining;

/// <summary>What a pipeline works with.</summary>
/// <param name="Directory">The store's directory; files of runs are below it.</param>
/// <param name="Store">Keeps runs.</param>
/// <param name="Log">The log that is trained on.</param>
/// <param name="Registry">Where versions go.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Told of every step.</param>
public sealed record RetrainingParts(string Directory, IRetrainingStore Store, IPredictionLog Log, IModelRegistry Registry, TimeProvider Time, ILogger Logger)
{
    /// <summary>Tells handlers of alerts, which are stored with the run in any case; null tells nobody.</summary>
    public IAlertSink? Alerts { get; init; }
}

/// <summary>
/// Retrains one model: pull, train, evaluate, gate, register, trial, promote. Every step is kept before the next begins, so a
/// run whose process died goes on where it was; each step is so made that doing it twice is as doing it once.
/// </summary>
/// <remarks>Safe on any thread; in all processes of a store one run of a model is worked on at a time.</remarks>
public sealed class RetrainingPipeline
{
    /// <summary>What <see cref="Alert.Monitor"/> says of alerts of runs.</summary>
    public const string MonitorName = "retraining";

    /// <summary>How often a step is started, by one process after another, before the run fails: 3.</summary>
    public const int MaximumAttempts = 3;

    private static readonly IStep[] Steps = [new PullStep(), new TrainStep(), new EvaluateStep(), new GateStep(), new RegisterStep(), new TrialStep(), new PromoteStep()];

    private readonly string _model;
    private readonly RetrainingOptions _options;
    private readonly RetrainingParts _parts;

    /// <summary>A pipeline for a model.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public RetrainingPipeline(string model, RetrainingOptions options, RetrainingParts parts)
    {
        RegistryName.CheckModel(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(parts);
        _model = model;
        _options = options.Validated(model);
        _parts = parts;
    }

    /// <summary>Begins a run and works on it to its end. A run that was interrupted is gone on with first, and is the one returned.</summary>
    /// <exception cref="RetrainingRefusedException">No run may begin now; the message says why.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted, and goes on with the next call.</exception>
    public async Task<RetrainingRun> RunAsync(RetrainingRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Reason))
            throw new ArgumentException($"The request to retrain '{_model}' has no reason. Say why: it is kept with the run.", nameof(request));
        using RunLock held = RunLock.TryTake(_parts.Directory, _model)
            ?? throw new RetrainingRefusedException($"Model '{_model}' is being retrained by another process or thread; one run of a model at a time. 'modelops retrain list' shows how it stands.");
        if (await FindInterruptedAsync(cancellationToken).ConfigureAwait(false) is { } interrupted)
            return await WorkAsync(interrupted, cancellationToken).ConfigureAwait(false);
        return await WorkAsync(await BeginAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on with the run that was interrupted; null when there is none, or another process works on it.</summary>
    public async Task<RetrainingRun?> ResumeAsync(CancellationToken cancellationToken = default)
    {
        using var held = RunLock.TryTake(_parts.Directory, _model);
        return held is not null && await FindInterruptedAsync(cancellationToken).ConfigureAwait(false) is { } interrupted
            ? await WorkAsync(interrupted, cancellationToken).ConfigureAwait(false)
            : null;
    }

    // Whoever has the lock is the only one who works, so what is under way was left by somebody who is gone.
    private async ValueTask<RetrainingRun?> FindInterruptedAsync(CancellationToken cancellationToken) =>
        (await _parts.Store.ListAsync(_model, cancellationToken: cancellationToken).ConfigureAwait(false)).FirstOrDefault(static run => run.State == RetrainingState.Running);

    private async Task<RetrainingRun> BeginAsync(RetrainingRequest request, CancellationToken cancellationToken)
    {
        DateTimeOffset now = RegistryClock.Now(_parts.Time);
        Alert? quality = (await _parts.Log.AlertsAsync(new AlertQuery(_model, From: now - _options.Limits.QualityPause), cancellationToken).ConfigureAwait(false))
            .FirstOrDefault(alert => alert.Monitor.StartsWith(_options.Limits.QualityMonitor, StringComparison.Ordinal));
        var run = new RetrainingRun(string.Create(CultureInfo.InvariantCulture, $"{_model}-{now.UtcDateTime:yyyyMMdd'T'HHmmssffffff}"), _model, now)
        {
            Trigger = request.Trigger,
            Reason = request.Reason,
            Actor = request.Actor ?? RegistryActor.Default,
        };
        string? refusal = await _parts.Store.TryBeginAsync(run, runs => RetrainingAdmission.Refusal(_options.Limits, request.Force, now, runs, quality), cancellationToken).ConfigureAwait(false);
        return refusal is null ? run : throw new RetrainingRefusedException($"Model '{_model}' is not retrained now: {refusal}. A person may begin a run all the same (Force, --force), unless one is under way.");
    }

    private async Task<RetrainingRun> WorkAsync(RetrainingRun run, CancellationToken cancellationToken)
    {
        using var access = AccessScope.Begin(run.Actor, $"retraining {run.Id}");
        var folder = new RunFolder(_parts.Directory, run.Id);
        foreach (IStep step in Steps)
        {
            if (run.Find(step.Step) is { State: RetrainingStepState.Done })
                continue;
            run = await StartAsync(run, step.Step, cancellationToken).ConfigureAwait(false);
            if (run.State == RetrainingState.Running)
                run = await TryAsync(run, step, folder, cancellationToken).ConfigureAwait(false);
            if (run.State != RetrainingState.Running)
                break;
        }

        if (!_options.Data.KeepFiles)
            folder.DeleteData();
        _parts.Logger.RunEnded(run.Id, run.State, run.Message);
        return run;
    }

    private async Task<RetrainingRun> StartAsync(RetrainingRun run, RetrainingStep step, CancellationToken cancellationToken)
    {
        int attempts = (run.Find(step)?.Attempts ?? 0) + 1;
        if (attempts > MaximumAttempts)
            return await EndAsync(run, run.Find(step)! with { State = RetrainingStepState.Failed }, RetrainingState.Failed, $"it was started {MaximumAttempts} times, and each time its process was gone before it was done").ConfigureAwait(false);
        run = run.With(new RetrainingStepRecord(step, RetrainingStepState.Started, RegistryClock.Now(_parts.Time)) { Attempts = attempts });
        await _parts.Store.SaveAsync(run, cancellationToken: cancellationToken).ConfigureAwait(false);
        return run;
    }

    private async Task<RetrainingRun> TryAsync(RetrainingRun run, IStep step, RunFolder folder, CancellationToken cancellationToken)
    {
        RetrainingStepRecord started = run.Find(step.Step)!;
        StepResult result;
        try
        {
            result = await step.RunAsync(new RunContext(run, _options, folder, _parts.Log, _parts.Registry, _parts.Time), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw; // interrupted, not failed
        }
        catch (Exception fault)
        {
            _parts.Logger.StepFailed(fault, run.Id, step.Step);
            return await EndAsync(run, started with { State = RetrainingStepState.Failed }, RetrainingState.Failed, fault.Message).ConfigureAwait(false);
        }

        RetrainingStepRecord done = started with { State = RetrainingStepState.Done, Data = result.Data };
        if (step.Step == RetrainingStep.Register)
            run = run with { Version = new RunContext(run.With(done), _options, folder, _parts.Log, _parts.Registry, _parts.Time).Version };
        if (result.End is { } end)
            return await EndAsync(run, done, end, result.Message).ConfigureAwait(false);
        run = run.With(done with { EndedAt = RegistryClock.Now(_parts.Time), Message = result.Message });
        await _parts.Store.SaveAsync(run, cancellationToken: CancellationToken.None).ConfigureAwait(false);
        _parts.Logger.StepDone(run.Id, step.Step, result.Message);
        return run;
    }

    private async Task<RetrainingRun> EndAsync(RetrainingRun run, RetrainingStepRecord step, RetrainingState state, string message)
    {
        DateTimeOffset now = RegistryClock.Now(_parts.Time);
        run = run.With(step with { EndedAt = now, Message = message }) with { State = state, EndedAt = now, Message = $"{step.Step.ToString().ToLowerInvariant()}: {message}" };
        Alert? alert = RunAlert.Of(run, step.Step, message, now, _options);
        await _parts.Store.SaveAsync(run, alert, CancellationToken.None).ConfigureAwait(false);
        if (alert is not null)
            _parts.Alerts?.Add(alert);
        return run;
    }
}
