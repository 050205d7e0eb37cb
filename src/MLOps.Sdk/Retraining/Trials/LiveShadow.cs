using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Retraining.Trials;

/// <summary>
/// Tries a version as a shadow: it sees a sample of the calls, nobody gets its answers, and it is judged once, when it has
/// answered enough. A shadow of the same version that runs already is the one; it ends with the trial.
/// </summary>
/// <param name="rollouts">Starts and ends the shadow.</param>
/// <param name="reports">What the shadows of this process answered, such as <c>() => ops.Shadows</c> of the app's <see cref="IModelOps"/>.</param>
/// <param name="time">The clock.</param>
public sealed class LiveShadow(Rollouts rollouts, Func<IReadOnlyList<ShadowReport>> reports, TimeProvider time) : IRetrainingTrial
{
    private const string Actor = "retraining";

    /// <summary>The share of the calls that it sees.</summary>
    /// <value>Above 0 and at most 1; default 0.1.</value>
    public double Sample { get; init; } = 0.1;

    /// <summary>The calls after which it is judged.</summary>
    /// <value>1 or more; default 1,000.</value>
    public long EnoughCalls { get; init; } = 1_000;

    /// <summary>The largest share of calls in which it may fail.</summary>
    /// <value>Default 0.01.</value>
    public double MaximumFailures { get; init; } = 0.01;

    /// <summary>The least share of answers that agree with those of the champion; null does not look, since a better model answers otherwise. Default null.</summary>
    public double? MinimumAgreement { get; init; }

    /// <summary>The largest drift of its outputs from those of the champion (<see cref="ShadowReport.OutputPsi"/>); null does not look. Default 0.25.</summary>
    public double? MaximumPsi { get; init; } = 0.25;

    /// <summary>How many times the champion's mean latency its own may be; null does not look. Default null.</summary>
    public double? MaximumLatencyRatio { get; init; }

    /// <summary>How long it may take to answer enough calls; then a person decides.</summary>
    /// <value>Default 1 day.</value>
    public TimeSpan MaximumDuration { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How often it is looked how many calls it answered.</summary>
    /// <value>Default 1 second.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => "shadow";

    /// <inheritdoc/>
    public async ValueTask<TrialResult> RunAsync(TrialRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!await IsRunningAsync(request, cancellationToken).ConfigureAwait(false))
            await rollouts.StartShadowAsync(new ShadowStart(request.Model, request.Version, Sample, $"retraining {request.Run}") { Actor = Actor }, cancellationToken).ConfigureAwait(false);

        long start = time.GetTimestamp();
        ShadowReport? report = Find(request);
        while (SeenBy(report) < EnoughCalls && time.GetElapsedTime(start) < MaximumDuration)
        {
            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
            report = Find(request);
        }

        TrialResult result = SeenBy(report) >= EnoughCalls
            ? Judge(report!)
            : new TrialResult(Verdict.Inconclusive, $"the shadow saw {SeenBy(report)} calls within {MaximumDuration}, and {EnoughCalls} are needed");
        if (await IsRunningAsync(request, cancellationToken).ConfigureAwait(false)) // else a person ended it
            await rollouts.StopShadowAsync(new RolloutDecision(request.Model, result.Reason) { Actor = Actor }, request.Version, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private TrialResult Judge(ShadowReport report)
    {
        double failures = (double)report.Failed / SeenBy(report);
        double? ratio = report.Latency / report.PrimaryLatency;
        List<string> faults =
        [
            .. failures > MaximumFailures ? [FormattableString.Invariant($"it failed in {failures:P2} of the calls (at most {MaximumFailures:P2})")] : Array.Empty<string>(),
            .. report.Agreement < MinimumAgreement ? [FormattableString.Invariant($"{report.Agreement:P2} of its answers agree (at least {MinimumAgreement:P2})")] : Array.Empty<string>(),
            .. report.OutputPsi > MaximumPsi ? [FormattableString.Invariant($"its outputs drift by {report.OutputPsi:0.###} from those of the champion (at most {MaximumPsi:0.###})")] : Array.Empty<string>(),
            .. ratio > MaximumLatencyRatio ? [FormattableString.Invariant($"it takes {ratio:0.##} times as long (at most {MaximumLatencyRatio:0.##})")] : Array.Empty<string>(),
        ];
        if (faults.Count > 0)
            return new TrialResult(Verdict.Fail, string.Join("; ", faults));
        return MinimumAgreement is not null && report.Agreement is null
            ? new TrialResult(Verdict.Inconclusive, "it answered no call, so nothing is known of its agreement")
            : new TrialResult(Verdict.Pass, FormattableString.Invariant($"the shadow answered {report.Answered} calls and failed in {report.Failed}"));
    }

    private static long SeenBy(ShadowReport? report) => report is null ? 0 : report.Answered + report.Failed;

    private ShadowReport? Find(TrialRequest request) =>
        reports().FirstOrDefault(report => report.Model == request.Model && report.Version == request.Version);

    private async ValueTask<bool> IsRunningAsync(TrialRequest request, CancellationToken cancellationToken) =>
        (await rollouts.FindAsync(request.Model, cancellationToken).ConfigureAwait(false))?.Plan.Shadows.Any(shadow => shadow.Version == request.Version) == true;
}
