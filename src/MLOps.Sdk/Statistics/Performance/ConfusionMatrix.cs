namespace MLOps.Sdk.Statistics.Performance;

/// <summary>How often each class was taken for each: counts that add up over windows and replicas. Single owner.</summary>
public sealed class ConfusionMatrix
{
    /// <summary>The most classes.</summary>
    public const int MostClasses = 1_000;

    private readonly long[] _cells;

    /// <summary>An empty matrix.</summary>
    /// <param name="classes">2 to <see cref="MostClasses"/>; classes are numbered from 0.</param>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, MostClasses);
        Classes = classes;
        _cells = new long[classes * classes];
    }

    private ConfusionMatrix(int classes, ReadOnlySpan<long> cells)
    {
        Classes = classes;
        _cells = cells.ToArray();
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>All rows.</summary>
    public long Rows => _cells.Sum();

    /// <summary>The rows of a class that were predicted to be another, or itself.</summary>
    public long this[int actual, int predicted] => _cells[Cell(actual, predicted)];

    /// <summary>(Rows on the diagonal) / rows; NaN for none.</summary>
    public double Accuracy => EstimateAccuracy().Value;

    /// <summary>Takes in a row.</summary>
    public void Add(int actual, int predicted) => _cells[Cell(actual, predicted)]++;

    /// <summary>Takes in the rows of another.</summary>
    /// <exception cref="ArgumentException">It has not as many classes.</exception>
    public void Add(ConfusionMatrix other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Classes != Classes)
            throw new ArgumentException($"{other.Classes} classes cannot be added to {Classes}; count both with the same classes.", nameof(other));
        for (int i = 0; i < _cells.Length; i++)
            _cells[i] += other._cells[i];
    }

    /// <summary>Each class against all others.</summary>
    public ConfusionCounts[] OneAgainstRest()
    {
        long[] actual = new long[Classes];
        long[] predicted = new long[Classes];
        long rows = 0;
        for (int i = 0; i < _cells.Length; i++)
        {
            actual[i / Classes] += _cells[i];
            predicted[i % Classes] += _cells[i];
            rows += _cells[i];
        }

        var counts = new ConfusionCounts[Classes];
        for (int i = 0; i < Classes; i++)
        {
            long right = this[i, i];
            counts[i] = new ConfusionCounts(right, predicted[i] - right, rows - actual[i] - predicted[i] + right, actual[i] - right);
        }

        return counts;
    }

    /// <summary>The precision over all classes; NaN when it is known for none.</summary>
    public double Precision(Averaging averaging) => Average(static counts => counts.Precision, averaging);

    /// <summary>The recall over all classes; NaN when it is known for none.</summary>
    public double Recall(Averaging averaging) => Average(static counts => counts.Recall, averaging);

    /// <summary>F1 over all classes; NaN when it is known for none.</summary>
    public double F1(Averaging averaging) => Average(static counts => counts.F1, averaging);

    /// <summary><see cref="Accuracy"/> with Wilson's interval.</summary>
    public Estimate EstimateAccuracy(double level = Estimate.DefaultLevel)
    {
        long right = 0;
        for (int i = 0; i < Classes; i++)
            right += this[i, i];
        return Intervals.Wilson(right, Rows, level);
    }

    /// <summary>A figure of the matrix with a bootstrap interval: the rows drawn again, cell by cell.</summary>
    /// <param name="figure">Such as <c>m => m.F1(Averaging.Macro)</c>.</param>
    /// <param name="seed">The same seed gives the same interval.</param>
    /// <param name="level">The interval's level, above 0 and below 1. Default 0.95.</param>
    /// <param name="resamples">How often; 100 or more. Default 1,000.</param>
    public Estimate Bootstrap(Func<ConfusionMatrix, double> figure, ulong seed = 1, double level = Estimate.DefaultLevel, int resamples = 1_000)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return Performance.Bootstrap.OfCounts(_cells, cells => figure(new ConfusionMatrix(Classes, cells)), seed, level, resamples);
    }

    private double Average(Func<ConfusionCounts, double> figure, Averaging averaging)
    {
        if (averaging == Averaging.Micro)
            return Accuracy;

        double sum = 0;
        double weights = 0;
        foreach (ConfusionCounts counts in OneAgainstRest())
        {
            double value = figure(counts);
            double weight = averaging == Averaging.Macro ? 1 : counts.Positives;
            if (double.IsNaN(value) || weight == 0)
                continue;
            sum += weight * value;
            weights += weight;
        }

        return weights == 0 ? double.NaN : sum / weights;
    }

    private int Cell(int actual, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)actual, (uint)Classes, nameof(actual));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
        return (actual * Classes) + predicted;
    }
}
