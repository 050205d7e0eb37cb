namespace MLOps.Sdk.Statistics.Performance;

/// <summary>
/// Turns scores into probabilities by the rising step function that fits labelled rows best (isotonic regression, pool
/// adjacent violators; Zadrozny and Elkan 2002). Immutable.
/// </summary>
public sealed class IsotonicCalibration
{
    private readonly double[] _scores;
    private readonly double[] _probabilities;

    private IsotonicCalibration(double[] scores, double[] probabilities) => (_scores, _probabilities) = (scores, probabilities);

    /// <summary>The fit to labelled rows; scores that are NaN are left out.</summary>
    /// <exception cref="ArgumentException">There is no row with a score.</exception>
    public static IsotonicCalibration Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        Rows.RequireSameLength(scores.Length, labels.Length);
        double[] sorted = new double[scores.Length];
        bool[] truths = new bool[scores.Length];
        int rows = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i]))
                continue;
            sorted[rows] = scores[i];
            truths[rows++] = labels[i];
        }

        if (rows == 0)
            throw new ArgumentException("Calibration needs labelled rows with a score; there are none.", nameof(scores));
        Array.Sort(sorted, truths, 0, rows);

        // Blocks of equal scores first; a block whose rate is not above that before it is pooled with it.
        var blocks = new List<(double From, double To, double Positives, double Rows)>();
        for (int i = 0; i < rows;)
        {
            int from = i;
            double positives = 0;
            for (; i < rows && sorted[i] == sorted[from]; i++)
                positives += truths[i] ? 1 : 0;
            (double From, double To, double Positives, double Rows) block = (sorted[from], sorted[from], positives, i - from);
            while (blocks.Count > 0 && blocks[^1].Positives * block.Rows >= block.Positives * blocks[^1].Rows)
            {
                block = (blocks[^1].From, block.To, blocks[^1].Positives + block.Positives, blocks[^1].Rows + block.Rows);
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add(block);
        }

        // Between the blocks it is linear.
        return new IsotonicCalibration(
            [.. blocks.SelectMany(static block => new[] { block.From, block.To })],
            [.. blocks.SelectMany(static block => new[] { block.Positives / block.Rows, block.Positives / block.Rows })]);
    }

    /// <summary>The probability of a score; NaN for NaN. Beyond the fitted scores it is that of the nearest.</summary>
    public double Of(double score)
    {
        if (double.IsNaN(score))
            return double.NaN;

        int place = Array.BinarySearch(_scores, score);
        if (place >= 0)
            return _probabilities[place];
        int above = ~place;
        if (above == 0)
            return _probabilities[0];
        if (above == _scores.Length)
            return _probabilities[^1];
        double share = (score - _scores[above - 1]) / (_scores[above] - _scores[above - 1]);
        return _probabilities[above - 1] + ((_probabilities[above] - _probabilities[above - 1]) * (double.IsNaN(share) ? 0.5 : share));
    }

    /// <summary>The probabilities of scores.</summary>
    public double[] Of(ReadOnlySpan<double> scores)
    {
        double[] probabilities = new double[scores.Length];
        for (int i = 0; i < scores.Length; i++)
            probabilities[i] = Of(scores[i]);
        return probabilities;
    }
}
