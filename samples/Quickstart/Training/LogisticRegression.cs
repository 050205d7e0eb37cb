namespace Quickstart.Training;

/// <summary>P(class 1) = 1 / (1 + exp(-(intercept + weights · row))).</summary>
internal sealed record LogisticRegression(double[] Weights, double Intercept)
{
    private const int NewtonSteps = 12;
    private const double Ridge = 1e-3;

    public double Predict(ReadOnlySpan<double> row)
    {
        double logit = Intercept;
        for (int i = 0; i < row.Length; i++)
            logit += Weights[i] * row[i];
        return 1 / (1 + Math.Exp(-logit));
    }

    /// <summary>The maximum of the likelihood by Newton's method (iteratively reweighted least squares), with a touch of ridge.</summary>
    public static LogisticRegression Fit(IReadOnlyList<double[]> rows, IReadOnlyList<bool> labels)
    {
        int columns = rows[0].Length;
        var model = new LogisticRegression(new double[columns], 0);
        for (int step = 0; step < NewtonSteps; step++)
        {
            double[] change = NewtonStep(model, rows, labels);
            model = new LogisticRegression([.. model.Weights.Zip(change, (weight, delta) => weight + delta)], model.Intercept + change[columns]);
        }

        return model;
    }

    /// <summary>The solution of Hessian × change = gradient; the intercept is the last column.</summary>
    private static double[] NewtonStep(LogisticRegression model, IReadOnlyList<double[]> rows, IReadOnlyList<bool> labels)
    {
        int size = model.Weights.Length + 1;
        double[,] hessian = new double[size, size];
        double[] gradient = new double[size];
        for (int i = 0; i < size; i++)
        {
            hessian[i, i] = Ridge;
            gradient[i] = i < model.Weights.Length ? -Ridge * model.Weights[i] : -Ridge * model.Intercept;
        }

        for (int n = 0; n < rows.Count; n++)
        {
            double probability = model.Predict(rows[n]);
            double residual = (labels[n] ? 1 : 0) - probability;
            double curvature = probability * (1 - probability);
            double[] row = [.. rows[n], 1];
            for (int i = 0; i < size; i++)
            {
                gradient[i] += residual * row[i];
                for (int j = 0; j < size; j++)
                    hessian[i, j] += curvature * row[i] * row[j];
            }
        }

        return LinearSystem.Solve(hessian, gradient);
    }
}
