using System.Text;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Rollout.Canaries;

/// <summary>Gathers the evidence of one step. Owned by the monitors' thread.</summary>
internal sealed class CanaryWatch
{
    /// <summary>The champion's calls from which the limit of slow calls is taken: 500.</summary>
    private const int LimitSample = 500;

    /// <summary>Predictions whose outcome is waited for: 50,000.</summary>
    private const int MostWaiting = 50_000;

    private readonly ArmTally[] _arms;
    private readonly long[]? _latencies; // null: the limit is known
    private readonly WaitingPredictions<Waiting>? _waiting;
    private int _sampled;
    private bool _hasRemembered;
    private long? _limit;

    /// <param name="trial">The step.</param>
    /// <param name="before">The step before, whose limit goes on; null when this is the first.</param>
    public CanaryWatch(CanaryTrial trial, CanaryWatch? before)
    {
        Trial = trial;
        _arms = [.. trial.Plan.Variants.Select(_ => new ArmTally(trial.Split))];
        CanaryRules rules = trial.Plan.Rules;
        _limit = rules.SlowLimit is { } limit ? (long)(limit.TotalMicroseconds * 1_000) : before?.Trial.Plan.Name == trial.Plan.Name ? before._limit : null;
        _latencies = _limit is null && rules.SlowTolerance is not null ? new long[LimitSample] : null;
        _waiting = trial.WaitsForOutcomes ? new WaitingPredictions<Waiting>(MostWaiting) : null;
    }

    public CanaryTrial Trial { get; }

    public CanaryEvidence Evidence => new(Trial, [.. _arms.Select(static arm => arm.Counts)]) { SlowLimit = _limit };

    /// <summary>Takes the limit of slow calls that the instances agreed on; calls that were compared with another one count no more.</summary>
    public void Adopt(long limit)
    {
        if (_limit is not null && _limit != limit)
            Array.ForEach(_arms, static arm => arm.ForgetSlow());
        _limit = limit;
    }

    /// <summary>Sees a call of the model.</summary>
    public void Observe(in PredictionRecord record)
    {
        int arm = ArmOf(record);
        if (arm < 0)
            return;
        _arms[arm].Add(record, _limit);
        if (arm == 0 && _latencies is not null && _limit is null)
            Sample(record.LatencyNanoseconds);
        if (record.Status == PredictionStatus.Ok)
            _waiting?.Add(record.Id, new Waiting(arm, record.Output, Fnv.Hash(record.OutputLabel)));
    }

    /// <summary>Sees an outcome of any model.</summary>
    public void Observe(in AnnotationRecord annotation)
    {
        if (_waiting is null || !_waiting.TryTake(annotation.PredictionId, out Waiting prediction))
            return;
        if (LossOf(prediction, annotation) is { } loss)
            _arms[prediction.Arm].Add(loss);
    }

    /// <summary>Waits for the outcomes of the step's predictions that processes made which ended: their calls are counted in their notes.</summary>
    /// <param name="log">The log.</param>
    /// <param name="writer">This process, which waits for those of its own already.</param>
    public void Remember(MissedRecords log, ulong writer)
    {
        if (_waiting is null || _hasRemembered)
            return;
        _hasRemembered = true;
        var earlier = new Stack<(PredictionId Id, Waiting Prediction)>(); // the latest first, as the log shows them
        foreach (LoggedPrediction logged in log.Latest(Trial.Model, MostWaiting, Trial.Status.StepAt))
        {
            int arm = logged.Id.Writer == writer || logged.Outcomes.Count > 0 ? -1 : ArmOf(logged.Variant, logged.Version);
            if (arm >= 0)
                earlier.Push((logged.Id, new Waiting(arm, logged.Output ?? double.NaN, Fnv.Hash(Encoding.UTF8.GetBytes(logged.OutputLabel ?? "")))));
        }

        foreach ((PredictionId id, Waiting prediction) in earlier)
            _waiting.Add(id, prediction);
    }

    private int ArmOf(in PredictionRecord record) => record.TimeMicroseconds < Trial.Since ? -1 : ArmOf(record.Variant, record.Version.Version);

    private int ArmOf(PredictionVariant variant, string version)
    {
        IReadOnlyList<Plans.RolloutVariant> variants = Trial.Plan.Variants;
        if (variant == PredictionVariant.Champion)
            return variants[0].Version == version ? 0 : -1;
        for (int arm = 1; variant == PredictionVariant.Canary && arm < variants.Count; arm++)
        {
            if (variants[arm].Version == version)
                return arm;
        }

        return -1;
    }

    private void Sample(long latency)
    {
        _latencies![_sampled++] = latency;
        if (_sampled < LimitSample)
            return;
        Array.Sort(_latencies);
        _limit = _latencies[(int)Math.Min(Trial.Plan.Rules.SlowQuantile * LimitSample, LimitSample - 1)];
    }

    private double? LossOf(in Waiting prediction, in AnnotationRecord annotation)
    {
        double value = annotation.Value;
        switch (Trial.Plan.Rules.Loss)
        {
            case OutcomeLoss.Wrong when double.IsNaN(value):
                return prediction.LabelHash == 0 || annotation.Text.IsEmpty ? null : prediction.LabelHash == Fnv.Hash(annotation.Text) ? 0 : 1;
            case OutcomeLoss.Wrong:
                return value is 0 or 1 && !double.IsNaN(prediction.Output) ? ((prediction.Output >= 0.5) == (value == 1) ? 0 : 1) : null;
            case OutcomeLoss.Distance:
                return double.IsFinite(prediction.Output - value) ? Math.Abs(prediction.Output - value) : null;
            default:
                return !double.IsFinite(value) ? null : Trial.Plan.Rules.Loss == OutcomeLoss.Gain ? -value : value;
        }
    }

    private readonly record struct Waiting(int Arm, double Output, ulong LabelHash);
}
