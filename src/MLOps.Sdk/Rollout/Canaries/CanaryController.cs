using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Rules;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Rollout.Canaries;

/// <summary>
/// Takes canaries up their ramp, promotes them or rolls them back, on a thread of its own and through the registry: where
/// several processes do so, the first decision holds and the others follow it.
/// </summary>
internal sealed class CanaryController : IDisposable
{
    /// <summary>What <see cref="Alert.Monitor"/> says.</summary>
    public const string MonitorName = "canary";

    /// <summary>What <see cref="Alert.Signal"/> says.</summary>
    public const string Signal = "rollout";

    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);
    private static readonly string Actor = $"canary of {RegistryActor.Default}";

    private readonly IModelRegistry _registry;
    private readonly Rollouts _rollouts;
    private readonly CanaryMonitor _monitor;
    private readonly TimeProvider _time;
    private readonly EvidenceExchange _exchange;
    private readonly RolloutOptions _options;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly ManualResetEvent _wake = new(initialState: false);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, CanaryReport> _reports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _refusals = new(StringComparer.Ordinal); // what was told of each model; the controller's thread alone
    private bool _away; // the same

    /// <param name="registry">Where decisions are kept.</param>
    /// <param name="exchange">What the instances counted.</param>
    /// <param name="monitor">What this one counts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">How this process takes part.</param>
    /// <param name="logger">Told when canaries cannot be judged.</param>
    public CanaryController(IModelRegistry registry, EvidenceExchange exchange, CanaryMonitor monitor, TimeProvider time, RolloutOptions options, ILogger logger)
    {
        _exchange = exchange;
        _options = options;
        _registry = registry;
        _rollouts = new Rollouts(registry, time);
        _monitor = monitor;
        _time = time;
        _logger = logger;
        _thread = new Thread(Run) { Name = "ModelOps canaries", IsBackground = true };
    }

    /// <summary>How the rollouts do that this process judges, as of the last look.</summary>
    public IReadOnlyList<CanaryReport> Reports => [.. _reports.Values];

    public void Start() => _thread.Start();

    /// <summary>Looks at every rollout once, and does what its evidence says.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<CanaryEvidence> evidence = _monitor.Evidence;
        foreach (string model in _reports.Keys)
        {
            if (!evidence.Any(known => known.Trial.Model == model))
                _reports.TryRemove(model, out _);
        }

        foreach (CanaryEvidence known in evidence)
        {
            try
            {
                await JudgeAsync(known, cancellationToken).ConfigureAwait(false);
            }
            catch (RegistryConflictException)
            {
                // Somebody else decided first; the next look sees what.
            }
        }
    }

    /// <summary>Decides nothing any more. What monitors count from now on is shared by <see cref="Dispose"/>.</summary>
    public void Stop()
    {
        if (_stopping.IsCancellationRequested)
            return;
        _stopping.Cancel();
        _wake.Set();
        if (!_thread.ThreadState.HasFlag(ThreadState.Unstarted))
            _thread.Join();
    }

    /// <summary>Shares what was counted since the last look, so that a restart loses none of it: call it once the monitors have ended.</summary>
    public void Dispose()
    {
        Stop();
        ShareLast();
        _wake.Dispose();
        _stopping.Dispose();
    }

    private async Task JudgeAsync(CanaryEvidence mine, CancellationToken cancellationToken)
    {
        string model = mine.Trial.Model;
        IReadOnlyList<RegistryEvent> events = await _registry.GetHistoryAsync(model, cancellationToken).ConfigureAwait(false);
        if (RolloutStatus.From(events) is not { Plan.IsRunning: true } status || !mine.Trial.IsSameStep(status))
            return; // decided meanwhile; this process follows within a poll

        long? limit = await _exchange.AgreeOnLimitAsync(mine, cancellationToken).ConfigureAwait(false);
        if (limit is { } agreed)
            _monitor.Agree(status.Plan.Name, agreed);
        await _exchange.ShareAsync(mine, cancellationToken).ConfigureAwait(false);
        if (!_options.Judges)
            return;

        MergedEvidence merged = await _exchange.MergeAsync(mine.Trial, limit, cancellationToken).ConfigureAwait(false);
        CanaryEvidence evidence = mine with { Arms = merged.Arms };
        if (status.Plan.Bandit is not null)
        {
            await ReweighAsync(status, merged, PromotionRules.FreezeOf(events) is not null, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (status.Plan.Kind != RolloutKind.Canary)
        {
            _reports[model] = SharedReport.Of(status, merged);
            return;
        }

        string? champion = (await _registry.ResolveAsync(model, ModelAlias.Champion, cancellationToken).ConfigureAwait(false))?.Version;
        CanaryDecision decision = CanaryPilot.Decide(
            status, merged, champion, PromotionRules.FreezeOf(events) is not null, _time.GetUtcNow());
        _reports[model] = new CanaryReport(status, evidence.Arms, decision.Verdict, $"{decision.Move}: {decision.Reason}");
        await ActAsync(status, evidence, decision, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReweighAsync(RolloutStatus status, MergedEvidence merged, bool isFrozen, CancellationToken cancellationToken)
    {
        double[]? shares = isFrozen ? null : BanditPilot.Decide(status, merged, _time.GetUtcNow());
        CanaryReport report = SharedReport.Of(status, merged);
        _reports[status.Model] = isFrozen ? report with { Next = "Hold: the model is frozen" } : report;
        if (shares is null)
            return;
        var change = new RolloutDecision(status.Model, "the shares follow the outcomes")
        {
            Actor = Actor,
            Expected = status.Sequence,
            Evidence = BanditPilot.Describe(status.Plan, merged),
        };
        await _rollouts.ReweighAsync(change, shares, cancellationToken).ConfigureAwait(false);
    }

    private void ShareLast()
    {
        try
        {
            using var patience = new CancellationTokenSource(LastPatience);
            foreach (CanaryEvidence known in _monitor.Evidence)
                _exchange.ShareAsync(known, patience.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception fault)
        {
            _logger.CanaryFailed(fault);
        }
    }

    private async Task ActAsync(RolloutStatus status, CanaryEvidence evidence, CanaryDecision decision, CancellationToken cancellationToken)
    {
        var change = new RolloutDecision(status.Model, decision.Reason) { Actor = Actor, Expected = status.Sequence, Evidence = CanaryText.Of(status.Plan, evidence.Arms, decision.Verdict is { } verdict ? [verdict] : []) };
        switch (decision.Move)
        {
            case CanaryMove.Advance:
                await _rollouts.RampAsync(change, step: null, cancellationToken).ConfigureAwait(false);
                break;
            case CanaryMove.Stop:
                await _rollouts.AbortAsync(change, cancellationToken).ConfigureAwait(false);
                Raise(status, evidence, "stopped", AlertSeverity.Warning, decision);
                break;
            case CanaryMove.Promote:
                await PromoteAsync(status, evidence, decision, change, cancellationToken).ConfigureAwait(false);
                break;
            case CanaryMove.RollBack:
                await _rollouts.RollBackAsync(change, cancellationToken).ConfigureAwait(false);
                Raise(status, evidence, "rolled back", AlertSeverity.Critical, decision);
                await FreezeAsync(status, evidence, decision, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task PromoteAsync(RolloutStatus status, CanaryEvidence evidence, CanaryDecision decision, RolloutDecision change, CancellationToken cancellationToken)
    {
        try
        {
            await _rollouts.PromoteAsync(change, cancellationToken).ConfigureAwait(false);
            Raise(status, evidence, "promoted", AlertSeverity.Information, decision);
        }
        catch (RegistryRefusedException refusal)
        {
            _reports[status.Model] = new CanaryReport(status, evidence.Arms, decision.Verdict, $"Hold: {refusal.Message}");
            if (_refusals.TryGetValue(status.Model, out string? told) && told == refusal.Message)
                return;
            _refusals[status.Model] = refusal.Message;
            Raise(status, evidence, "waits for people", AlertSeverity.Warning, decision with { Reason = refusal.Message });
        }
    }

    /// <summary>Rollbacks again and again are an incident of their own: nothing goes up before somebody has looked.</summary>
    private async Task FreezeAsync(RolloutStatus status, CanaryEvidence evidence, CanaryDecision decision, CancellationToken cancellationToken)
    {
        CanaryConduct conduct = status.Plan.Conduct;
        IReadOnlyList<RegistryEvent> events = await _registry.GetHistoryAsync(status.Model, cancellationToken).ConfigureAwait(false);
        int rollbacks = RolloutStatus.RollbacksSince(events, _time.GetUtcNow() - conduct.FreezeWindow);
        if (conduct.FreezeAfter == 0 || rollbacks < conduct.FreezeAfter || PromotionRules.FreezeOf(events) is not null)
            return;
        string reason = $"{rollbacks} canaries were rolled back within {conduct.FreezeWindow} (CanaryConduct.FreezeAfter is {conduct.FreezeAfter})";
        await _registry.FreezeAsync(status.Model, reason, Actor, cancellationToken).ConfigureAwait(false);
        Raise(status, evidence, "frozen", AlertSeverity.Critical, decision with { Reason = reason });
    }

    private void Raise(RolloutStatus status, CanaryEvidence evidence, string kind, AlertSeverity severity, CanaryDecision decision) => _monitor.Raise(new Alert
    {
        Model = status.Model,
        Version = status.Plan.Variants[1].Version,
        Monitor = MonitorName,
        Signal = Signal,
        Kind = kind,
        Severity = severity,
        Time = _time.GetUtcNow(),
        Row = evidence.Arms[1].Calls,
        FalseAlarmRate = severity == AlertSeverity.Critical ? status.Plan.Rules.Alpha : null,
        Message = string.Create(CultureInfo.InvariantCulture, $"The canary of version {status.Plan.Variants[1].Version}, at {status.Plan.Variants[1].Share:P1} of the calls, is {kind}: {decision.Reason}."),
        Evidence = CanaryText.JsonOf(evidence),
    });

    private void Run()
    {
        while (!_wake.WaitOne(_options.Interval))
        {
            try
            {
                RunOnceAsync(_stopping.Token).GetAwaiter().GetResult();
                _away = false;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                if (!_away)
                    _logger.CanaryFailed(fault);
                _away = true;
            }
        }
    }
}
