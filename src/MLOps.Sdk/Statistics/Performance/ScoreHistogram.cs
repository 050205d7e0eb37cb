namespace MLOps.Sdk.Statistics.Performance;

/// <summary>
/// Scores between 0 and 1 of positives and of negatives in cells of equal width: counts that add up, and the area under
/// the ROC curve within stated bounds whatever the number of rows. Single owner.
/// </summary>
/// <param name="cells">1 to 100,000. Default 1,000.</param>
public sealed class ScoreHistogram(int cells = 1_000)
{
    private readonly long[] _positives = new long[Validated(cells)];
    private readonly long[] _negatives = new long[cells];

    /// <summary>Takes in a row; scores outside 0 to 1 go to the nearest cell, NaN is left out.</summary>
    public void Add(double score, bool label)
    {
        if (double.IsNaN(score))
            return;

        int cell = Math.Min((int)(Math.Clamp(score, 0, 1) * _positives.Length), _positives.Length - 1);
        if (label)
            _positives[cell]++;
        else
            _negatives[cell]++;
    }

    /// <summary>Takes in the rows of another.</summary>
    /// <exception cref="ArgumentException">It has not as many cells.</exception>
    public void Add(ScoreHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._positives.Length != _positives.Length)
            throw new ArgumentException($"{other._positives.Length} cells cannot be added to {_positives.Length}; count both in as many.", nameof(other));

        for (int i = 0; i < _positives.Length; i++)
        {
            _positives[i] += other._positives[i];
            _negatives[i] += other._negatives[i];
        }
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Array.Clear(_positives);
        Array.Clear(_negatives);
    }

    /// <summary>
    /// The area under the ROC curve with the rows of a cell taken as tied; the interval is DeLong's, widened by what order
    /// inside the cells could change.
    /// </summary>
    public Estimate Auc(double level = Estimate.DefaultLevel)
    {
        Estimate area = RocAuc.OfGroups(_positives, _negatives, level);
        double open = Unresolved();
        return area.IsKnown ? new Estimate(area.Value, Math.Max(area.Low - open, 0), Math.Min(area.High + open, 1)) : area;
    }

    /// <summary>The most by which <see cref="Auc"/> can differ from the exact area: Σ p q / (2 n₁ n₀); NaN when a class has no rows.</summary>
    public double Unresolved()
    {
        double tied = 0;
        double positives = 0;
        double negatives = 0;
        for (int i = 0; i < _positives.Length; i++)
        {
            tied += (double)_positives[i] * _negatives[i];
            positives += _positives[i];
            negatives += _negatives[i];
        }

        return tied / (2 * positives * negatives);
    }

    private static int Validated(int cells)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cells, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cells, 100_000);
        return cells;
    }
}
