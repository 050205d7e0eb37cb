using MLOps.Sdk.Performance;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Cli.Replay;

/// <summary>How wrong the model is on the reference rows: what its errors after them are watched against.</summary>
internal sealed class ReplayBaseline
{
    // One in ten rows of the reference is wrong, by this definition, where numbers are predicted.
    private const double RightShare = 0.9;

    private readonly List<(double Score, double Label)> _rows = [];

    public void Add(double score, double? label)
    {
        if (label is { } known && double.IsFinite(known) && double.IsFinite(score))
            _rows.Add((score, known));
    }

    /// <summary>The baseline; null when no row of the reference has a truth that is a number.</summary>
    public PerformanceBaseline? Build()
    {
        if (_rows.Count == 0)
            return null;
        if (_rows.TrueForAll(static row => row.Label is 0 or 1))
            return new PerformanceBaseline(_rows.LongCount(static row => (row.Score >= 0.5) != (row.Label == 1)), _rows.Count);

        double[] errors = [.. _rows.Select(static row => Math.Abs(row.Score - row.Label)).Order()];
        double largest = Quantiles.Of(errors, RightShare);
        return new PerformanceBaseline(errors.LongCount(error => error > largest), errors.Length) { LargestError = largest };
    }
}
