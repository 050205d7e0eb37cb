using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Sequential;

namespace MLOps.Sdk.Rollout.Canaries;

/// <summary>Counts what one variant did. Owned by the monitors' thread.</summary>
/// <param name="split">What variants are dealt out to.</param>
internal sealed class ArmTally(SplitUnit split)
{
    /// <summary>Subjects that are told apart: 100,000; beyond them the split is judged by these.</summary>
    private const int MostSubjects = 100_000;

    private readonly HashSet<ulong> _subjects = [];
    private long _calls, _errors, _timed, _slow, _anonymous;
    private RunningMean _outcomes;

    /// <summary>Its counts now.</summary>
    public ArmCounts Counts => new(_calls, _errors, _slow, _outcomes)
    {
        Timed = _timed,
        Units = split == SplitUnit.Subjects ? _anonymous + _subjects.Count : null,
    };

    /// <summary>Counts a call.</summary>
    /// <param name="record">The call.</param>
    /// <param name="limit">Nanoseconds from which on it is slow; null while that is not known.</param>
    public void Add(in PredictionRecord record, long? limit)
    {
        _calls++;
        if (record.Status == PredictionStatus.Failed)
            _errors++;
        if (limit is { } slow)
        {
            _timed++;
            _slow += record.LatencyNanoseconds > slow ? 1 : 0;
        }

        if (split != SplitUnit.Subjects)
            return;
        if (record.Subject.IsEmpty)
            _anonymous++;
        else if (_subjects.Count < MostSubjects)
            _subjects.Add(Fnv.Hash(record.Subject));
    }

    /// <summary>Forgets which calls were slow: another limit holds.</summary>
    public void ForgetSlow() => (_timed, _slow) = (0, 0);

    /// <summary>Counts what a call led to.</summary>
    public void Add(double loss) => _outcomes = _outcomes.With(loss);
}
