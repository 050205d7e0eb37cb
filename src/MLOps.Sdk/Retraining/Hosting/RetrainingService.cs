using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Retraining.Hosting;

/// <summary>
/// Works on what was asked for, of each model one after the other, goes on with what a crash left, and counts new outcomes. All
/// of it off the threads that predict and record; a fault is logged and ends nothing.
/// </summary>
internal sealed class RetrainingService : IRetraining, IHostedService, IDisposable
{
    private const int Capacity = 100;

    private readonly Dictionary<string, (RetrainingOptions Options, RetrainingPipeline Pipeline)> _models;
    private readonly RetrainingParts _parts;
    private readonly Channel<(string Model, RetrainingRequest? Request)> _requests =
        Channel.CreateBounded<(string, RetrainingRequest?)>(new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    // Alerts whose run waits for outcomes, by model: the first of several, as those that follow tell of the same change.
    private readonly ConcurrentDictionary<string, (DateTimeOffset Time, RetrainingRequest Request)> _waiting = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ITimer> _timers = [];
    private Task _working = Task.CompletedTask;

    public RetrainingService(IReadOnlyDictionary<string, RetrainingOptions> models, RetrainingParts parts)
    {
        _parts = parts;
        _models = models.ToDictionary(static model => model.Key, model => (model.Value, new RetrainingPipeline(model.Key, model.Value, parts)), StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Models => [.. _models.Keys];

    public Task<RetrainingRun> RunAsync(string model, RetrainingRequest request, CancellationToken cancellationToken = default) =>
        PipelineOf(model).RunAsync(request, cancellationToken);

    public void Request(string model, RetrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _ = PipelineOf(model);
        if (!_requests.Writer.TryWrite((model, request)))
            _parts.Logger.NotTaken(model);
    }

    public ValueTask<IReadOnlyList<RetrainingRun>> ListAsync(string? model = null, int limit = 100, CancellationToken cancellationToken = default) =>
        _parts.Store.ListAsync(model, limit, cancellationToken);

    /// <summary>What a model is retrained for; null when it is not declared.</summary>
    public RetrainingTriggers? TriggersOf(string model) => _models.TryGetValue(model, out (RetrainingOptions Options, RetrainingPipeline Pipeline) known) ? known.Options.Triggers : null;

    /// <summary>Asks for a run because of an alert, when enough outcomes came after it.</summary>
    public void RequestAfter(Alert alert, RetrainingRequest request)
    {
        if (_models[alert.Model].Options.Triggers.OutcomesAfterAlert == 0)
            Request(alert.Model, request);
        else
            _waiting.TryAdd(alert.Model, (alert.Time, request));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach ((string model, (RetrainingOptions options, _)) in _models)
        {
            _requests.Writer.TryWrite((model, null));
            if (options.Triggers is var triggers && (triggers.NewOutcomes is not null || triggers.OutcomesAfterAlert > 0))
                _timers.Add(_parts.Time.CreateTimer(_ => _ = CheckAsync(model), null, triggers.CheckInterval, triggers.CheckInterval));
        }

        _working = Task.Run(WorkAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (ITimer timer in _timers)
            await timer.DisposeAsync().ConfigureAwait(false);
        _requests.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _working.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Counts the outcomes that came since the last run began, and asks for another when they are enough. Never throws.</summary>
    public async Task CheckAsync(string model)
    {
        try
        {
            RetrainingTriggers triggers = _models[model].Options.Triggers;
            if (_waiting.TryGetValue(model, out (DateTimeOffset Time, RetrainingRequest Request) alert)
                && await _parts.Store.CountOutcomesAsync(model, alert.Time, _stopping.Token).ConfigureAwait(false) >= triggers.OutcomesAfterAlert && _waiting.TryRemove(model, out _))
                Request(model, alert.Request);
            if (triggers.NewOutcomes is not { } enough)
                return;
            IReadOnlyList<RetrainingRun> runs = await _parts.Store.ListAsync(model, limit: 1, _stopping.Token).ConfigureAwait(false);
            if (runs is [{ State: RetrainingState.Running }])
                return;
            long count = await _parts.Store.CountOutcomesAsync(model, runs is [var last] ? last.StartedAt : DateTimeOffset.UnixEpoch, _stopping.Token).ConfigureAwait(false);
            if (count >= enough)
                Request(model, new RetrainingRequest(RetrainingTrigger.Outcomes, string.Create(CultureInfo.InvariantCulture, $"{count} new outcomes")));
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // The app stops.
        }
        catch (Exception fault)
        {
            _parts.Logger.WorkFailed(fault, model);
        }
    }

    private async Task WorkAsync()
    {
        var last = new Dictionary<string, Task>(StringComparer.Ordinal);
        await foreach ((string model, RetrainingRequest? request) in _requests.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            last[model] = WorkAfterAsync(last.GetValueOrDefault(model, Task.CompletedTask), model, request);
        await Task.WhenAll(last.Values).ConfigureAwait(false);
    }

    private async Task WorkAfterAsync(Task before, string model, RetrainingRequest? request)
    {
        await before.ConfigureAwait(false);
        if (!_stopping.IsCancellationRequested)
            await WorkAsync(model, request).ConfigureAwait(false);
    }

    private async Task WorkAsync(string model, RetrainingRequest? request)
    {
        try
        {
            if (request is null)
                await PipelineOf(model).ResumeAsync(_stopping.Token).ConfigureAwait(false);
            else
                await PipelineOf(model).RunAsync(request, _stopping.Token).ConfigureAwait(false);
        }
        catch (RetrainingRefusedException refusal)
        {
            _parts.Logger.NotBegun(refusal.Message);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The run goes on with the next start of the app.
        }
        catch (Exception fault)
        {
            _parts.Logger.WorkFailed(fault, model);
        }
    }

    private RetrainingPipeline PipelineOf(string model) => _models.TryGetValue(model, out (RetrainingOptions Options, RetrainingPipeline Pipeline) known)
        ? known.Pipeline
        : throw new ArgumentException($"The retraining of model '{model}' is not declared. Declared: {(_models.Count == 0 ? "none" : string.Join(", ", _models.Keys))}. Call AddRetraining(\"{model}\", …).", nameof(model));
}
