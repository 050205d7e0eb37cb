using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.Performance;

/// <summary>
/// Predicts how large the error of a prediction probably is (direct loss estimation): learned from labelled rows by
/// boosted stumps (Friedman 2001) on the features and the prediction itself, so that the mean error of rows without truth
/// can be told. As every such estimate it is blind for changes of the relation of inputs to truth. Immutable.
/// </summary>
public sealed class LossEstimator
{
    private const int Rounds = 200;
    private const int Cuts = 16;
    private const double LearningRate = 0.1;
    private readonly double _mean;
    private readonly List<Stump> _stumps = [];

    private LossEstimator(double mean) => _mean = mean;

    /// <summary>Learns from labelled rows.</summary>
    /// <param name="inputs">The columns: features, and the prediction as one more; each with one value a row, NaN where missing.</param>
    /// <param name="losses">The loss of each row, such as the absolute error: finite and not negative.</param>
    /// <exception cref="ArgumentException">There are no rows, or a column has not as many.</exception>
    public static LossEstimator Fit(IReadOnlyList<double[]> inputs, ReadOnlySpan<double> losses)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (losses.IsEmpty)
            throw new ArgumentException("A loss is learned from labelled rows; there are none.", nameof(losses));
        foreach (double[] column in inputs)
            Rows.RequireSameLength(column.Length, losses.Length);

        double[] rest = losses.ToArray();
        double mean = rest.Average();
        var estimator = new LossEstimator(mean);
        for (int i = 0; i < rest.Length; i++)
            rest[i] -= mean;

        double[][] edges = [.. inputs.Select(EdgesOf)];
        int[][] bins = [.. inputs.Select((column, i) => column.Select(value => Bin(edges[i], value)).ToArray())];
        for (int round = 0; round < Rounds; round++)
        {
            if (Best(bins, edges, rest) is not { } stump)
                break;
            estimator._stumps.Add(stump);
            for (int row = 0; row < rest.Length; row++)
                rest[row] -= stump.Of(inputs[stump.Column][row]);
        }

        return estimator;
    }

    /// <summary>The expected loss of a row, 0 or more.</summary>
    /// <param name="inputs">The columns' values, in the order of <see cref="Fit"/>.</param>
    public double Of(ReadOnlySpan<double> inputs)
    {
        double sum = _mean;
        foreach (Stump stump in _stumps)
            sum += stump.Of(inputs[stump.Column]);
        return Math.Max(sum, 0);
    }

    private static double[] EdgesOf(double[] column)
    {
        double[] sorted = [.. column.Where(double.IsFinite).Order()];
        return Quantiles.Edges(sorted, Cuts);
    }

    /// <summary>The stump that takes most from the squared rest; null when none takes any.</summary>
    private static Stump? Best(int[][] bins, double[][] edges, double[] rest)
    {
        Stump? best = null;
        double bestGain = 1e-12;
        double total = rest.Sum();
        for (int column = 0; column < bins.Length; column++)
        {
            double[] sums = new double[edges[column].Length + 1];
            double[] counts = new double[sums.Length];
            for (int row = 0; row < rest.Length; row++)
            {
                sums[bins[column][row]] += rest[row];
                counts[bins[column][row]]++;
            }

            double lowSum = 0;
            double lowCount = 0;
            for (int cut = 0; cut < edges[column].Length; cut++)
            {
                lowSum += sums[cut];
                lowCount += counts[cut];
                double highCount = rest.Length - lowCount;
                if (lowCount == 0 || highCount == 0)
                    continue;
                double gain = (lowSum * lowSum / lowCount) + ((total - lowSum) * (total - lowSum) / highCount) - (total * total / rest.Length);
                if (gain <= bestGain)
                    continue;
                bestGain = gain;
                best = new Stump(column, edges[column][cut], LearningRate * lowSum / lowCount, LearningRate * (total - lowSum) / highCount);
            }
        }

        return best;
    }

    /// <summary>Missing values go with the largest.</summary>
    private static int Bin(double[] edges, double value) => double.IsNaN(value) ? edges.Length : SortedSearch.CountBelow(edges, value);

    private readonly record struct Stump(int Column, double Cut, double Low, double High)
    {
        public double Of(double value) => value <= Cut ? Low : High;
    }
}
