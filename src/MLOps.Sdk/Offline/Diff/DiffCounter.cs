namespace MLOps.Sdk.Offline.Diff;

/// <summary>Sums up differences, one by one. Used by one thread.</summary>
internal sealed class DiffCounter
{
    private double _difference, _distance, _before, _after;
    private DiffSlice _sum = new("");

    public long Rows => _sum.Rows;

    /// <summary>Adds a prediction.</summary>
    /// <param name="diff">The prediction; <see cref="PredictionDiff.Before"/> is NaN when the logged answer is no number.</param>
    /// <param name="threshold">What decisions hang on, or null.</param>
    /// <param name="served">How long the call took, and its cost in pico-units, or null.</param>
    /// <param name="run">How long the candidate took, and its cost, or null.</param>
    public void Add(PredictionDiff diff, double? threshold, (TimeSpan Time, long? Cost) served, (TimeSpan Time, long? Cost) run)
    {
        bool failed = double.IsNaN(diff.After), incomparable = double.IsNaN(diff.Before), compared = !failed && !incomparable;
        bool positive = diff.After >= threshold;
        bool judged = diff.Flips && !double.IsNaN(diff.Truth);
        bool right = judged && positive == diff.Truth >= threshold;
        _sum = _sum with
        {
            Rows = _sum.Rows + 1,
            Compared = _sum.Compared + (compared ? 1 : 0),
            Failed = _sum.Failed + (failed ? 1 : 0),
            Incomparable = _sum.Incomparable + (incomparable && !failed ? 1 : 0),
            Differ = _sum.Differ + (diff.Differs ? 1 : 0),
            ToPositive = _sum.ToPositive + (diff.Flips && positive ? 1 : 0),
            ToNegative = _sum.ToNegative + (diff.Flips && !positive ? 1 : 0),
            NowRight = _sum.NowRight + (right ? 1 : 0),
            NowWrong = _sum.NowWrong + (judged && !right ? 1 : 0),
            Largest = compared && !(Math.Abs(diff.Difference) <= Math.Abs(_sum.Largest)) ? diff.Difference : _sum.Largest,
            CostBefore = _sum.CostBefore + (served.Cost ?? 0),
            UnknownCostBefore = _sum.UnknownCostBefore + (served.Cost is null ? 1 : 0),
            CostAfter = run.Cost is { } cost ? (_sum.CostAfter ?? 0) + cost : _sum.CostAfter,
        };
        _before += served.Time.TotalMicroseconds;
        _after += run.Time.TotalMicroseconds;
        if (compared)
        {
            _difference += diff.Difference;
            _distance += Math.Abs(diff.Difference);
        }
    }

    public void Add(DiffCounter other)
    {
        DiffSlice sum = other._sum;
        _sum = _sum with
        {
            Rows = _sum.Rows + sum.Rows,
            Compared = _sum.Compared + sum.Compared,
            Failed = _sum.Failed + sum.Failed,
            Incomparable = _sum.Incomparable + sum.Incomparable,
            Differ = _sum.Differ + sum.Differ,
            ToPositive = _sum.ToPositive + sum.ToPositive,
            ToNegative = _sum.ToNegative + sum.ToNegative,
            NowRight = _sum.NowRight + sum.NowRight,
            NowWrong = _sum.NowWrong + sum.NowWrong,
            Largest = !(Math.Abs(sum.Largest) <= Math.Abs(_sum.Largest)) && !double.IsNaN(sum.Largest) ? sum.Largest : _sum.Largest,
            CostBefore = _sum.CostBefore + sum.CostBefore,
            UnknownCostBefore = _sum.UnknownCostBefore + sum.UnknownCostBefore,
            CostAfter = sum.CostAfter is { } cost ? (_sum.CostAfter ?? 0) + cost : _sum.CostAfter,
        };
        _before += other._before;
        _after += other._after;
        _difference += other._difference;
        _distance += other._distance;
    }

    public DiffSlice ToSlice(string name) => _sum with
    {
        Name = name,
        MeanDifference = _sum.Compared == 0 ? double.NaN : _difference / _sum.Compared,
        MeanDistance = _sum.Compared == 0 ? double.NaN : _distance / _sum.Compared,
        MicrosecondsBefore = _sum.Rows == 0 ? double.NaN : _before / _sum.Rows,
        MicrosecondsAfter = _sum.Rows == 0 ? double.NaN : _after / _sum.Rows,
    };
}
