namespace MLOps.Sdk.Statistics.Multivariate;

/// <summary>
/// Can the rows of two stretches be told apart? A logistic regression on standardised features and their squares, judged
/// by the area under the curve on rows it has not seen: 0.5 when nothing has changed, 1 when every row gives itself away.
/// </summary>
public static class DomainClassifier
{
    private const int Folds = 5;
    private const int Steps = 25;
    private const double Ridge = 1e-2;

    /// <summary>The area under the curve by five folds, and its standard error without drift.</summary>
    /// <param name="reference">Rows of equal length; those with a value that is not finite are left out.</param>
    /// <param name="current">Rows of the same length.</param>
    /// <returns>NaN when a side has fewer than ten whole rows.</returns>
    public static (double Auc, double StandardError) Separate(IReadOnlyList<double[]> reference, IReadOnlyList<double[]> current)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        List<(double[] Row, bool IsCurrent)> rows = [.. Whole(reference).Select(static row => (row, false)), .. Whole(current).Select(static row => (row, true))];
        double m = rows.Count(static row => row.IsCurrent);
        double n = rows.Count - m;
        if (n < 2 * Folds || m < 2 * Folds)
            return (double.NaN, double.NaN);

        double[][] inputs = Inputs([.. rows.Select(static row => row.Row)]);
        double[] scores = new double[rows.Count];
        for (int fold = 0; fold < Folds; fold++)
        {
            int held = fold;
            double[] weights = Fit(inputs, rows, place => place % Folds != held, n, m);
            for (int i = held; i < rows.Count; i += Folds)
                scores[i] = Score(weights, inputs[i]);
        }

        // Scores of different folds do not compare: each is judged among its own.
        double auc = Enumerable.Range(0, Folds).Average(fold => Auc([.. Enumerable.Range(0, rows.Count).Where(i => i % Folds == fold).Select(i => (scores[i], rows[i].IsCurrent))]));
        return (auc, Math.Sqrt((n + m + 1) / (12 * n * m)));
    }

    private static IEnumerable<double[]> Whole(IReadOnlyList<double[]> rows) => rows.Where(static row => row.All(double.IsFinite));

    private static double[][] Inputs(double[][] rows)
    {
        int features = rows[0].Length;
        double[][] inputs = [.. rows.Select(_ => new double[(2 * features) + 1])];
        for (int i = 0; i < features; i++)
        {
            var moments = default(Cells.Moments);
            foreach (double[] row in rows)
                moments.Add(row[i]);
            double deviation = moments.StandardDeviation > 0 ? moments.StandardDeviation : 1;
            for (int r = 0; r < rows.Length; r++)
            {
                double standard = (rows[r][i] - moments.Mean) / deviation;
                inputs[r][i] = standard;
                inputs[r][features + i] = Math.Min(standard * standard, 10) - 1;
            }
        }

        foreach (double[] input in inputs)
            input[^1] = 1;
        return inputs;
    }

    /// <summary>Newton's steps with a ridge; sides weigh the same however many rows they have.</summary>
    private static double[] Fit(double[][] inputs, List<(double[] Row, bool IsCurrent)> rows, Func<int, bool> taken, double n, double m)
    {
        int size = inputs[0].Length;
        var weights = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(size);
        for (int step = 0; step < Steps; step++)
        {
            var gradient = weights * -Ridge;
            var curvature = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseDiagonal(size, size, Ridge);
            for (int r = 0; r < inputs.Length; r++)
            {
                if (!taken(r))
                    continue;
                double weight = 1 / (rows[r].IsCurrent ? m : n);
                double p = 1 / (1 + Math.Exp(-Score(weights.AsArray(), inputs[r])));
                double pull = weight * ((rows[r].IsCurrent ? 1 : 0) - p);
                double bend = weight * p * (1 - p);
                for (int i = 0; i < size; i++)
                {
                    gradient[i] += pull * inputs[r][i];
                    for (int j = 0; j < size; j++)
                        curvature[i, j] += bend * inputs[r][i] * inputs[r][j];
                }
            }

            var move = curvature.Solve(gradient);
            weights += move;
            if (move.L2Norm() < 1e-8)
                break;
        }

        return weights.ToArray();
    }

    private static double Score(double[] weights, double[] input)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
            sum += weights[i] * input[i];
        return sum;
    }

    private static double Auc((double Score, bool IsCurrent)[] rows)
    {
        double[] reference = [.. rows.Where(static row => !row.IsCurrent).Select(static row => row.Score)];
        double[] current = [.. rows.Where(static row => row.IsCurrent).Select(static row => row.Score)];
        double u = HypothesisTests.MannWhitney.Test(HypothesisTests.PairedCounts.FromSamples(current, reference)).Statistic;
        return u / ((double)reference.Length * current.Length);
    }
}
