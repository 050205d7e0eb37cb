using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Distances;
using MLOps.Sdk.Statistics.Multivariate;

namespace MLOps.Sdk.Drift.Multivariate;

/// <summary>Two stretches of data compared by how their numeric columns go together. NaN is "not enough data". Immutable.</summary>
/// <param name="Columns">The numeric columns that both have.</param>
/// <param name="ReferenceRows">Rows of the reference that were looked at; of more than 10,000 a sample.</param>
/// <param name="CurrentRows">Rows of the current data that were looked at.</param>
/// <param name="Components">The principal components kept, and <paramref name="Explained"/> the share of the variance they explain.</param>
/// <param name="Explained">See <paramref name="Components"/>.</param>
/// <param name="ReferenceError">The mean error of rebuilding rows of the reference that had no part in the components.</param>
/// <param name="CurrentError">The same of the current rows.</param>
/// <param name="ErrorPValue">Of the errors by Kolmogorov-Smirnov.</param>
/// <param name="Mmd">The squared maximum mean discrepancy, without bias.</param>
/// <param name="MmdPValue">The probability of one at least as large without drift.</param>
/// <param name="CentroidDistance">The Euclidean distance of the means, in standard deviations of the reference.</param>
/// <param name="Auc">How well a classifier tells rows of the two apart that it has not seen: 0.5 without drift, 1 at best.</param>
/// <param name="AucStandardError">The standard error of that without drift.</param>
public sealed record MultivariateComparison(
    IReadOnlyList<string> Columns, int ReferenceRows, int CurrentRows, int Components, double Explained, double ReferenceError, double CurrentError, double ErrorPValue,
    double Mmd, double MmdPValue, double CentroidDistance, double Auc, double AucStandardError)
{
    /// <summary>The false-alarm rate of <see cref="Drifted"/>, shared by the three tests.</summary>
    public const double Alpha = 0.05;

    private const int ClassifierRows = 2_000;

    /// <summary>The p-value of the classifier: how often it does so well without drift (normal approximation, one-sided).</summary>
    public double AucPValue => double.IsNaN(Auc) ? double.NaN : MathNet.Numerics.Distributions.Normal.CDF(0, 1, -(Auc - 0.5) / AucStandardError);

    /// <summary>Whether one of the three tests says so at a third of <see cref="Alpha"/>; null when none could be made.</summary>
    public bool? Drifted
    {
        get
        {
            double[] known = [.. new[] { ErrorPValue, MmdPValue, AucPValue }.Where(static p => !double.IsNaN(p))];
            return known.Length == 0 ? null : known.Min() <= Alpha / 3;
        }
    }

    /// <summary>Compares the numeric columns that both tables have, in the order of their rows.</summary>
    /// <exception cref="ReferenceException">There are fewer than two such columns, or too few whole rows.</exception>
    public static MultivariateComparison Of(ColumnTable reference, ColumnTable current)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        string[] names = [.. reference.Columns.Where(column => IsWhole(column, reference) && current.Find(column.Name) is { } same && IsWhole(same, current)).Select(static column => column.Name)];
        double[][] before = Rows(reference, names);
        double[][] after = Rows(current, names);
        MultivariateReference learned = MultivariateReference.Of(names, before);
        double[][] standardBefore = [.. before.Where(static row => row.All(double.IsFinite)).Select(row => Standardised(learned, row))];
        double[][] standardAfter = [.. after.Where(static row => row.All(double.IsFinite)).Select(row => Standardised(learned, row))];
        double[] heldOut = [.. standardBefore.Where(static (_, i) => i % 2 == 1).Select(row => learned.Error(row))];
        double[] errors = [.. standardAfter.Select(row => learned.Error(row))];
        var mean = new FourierMean(learned.Fourier);
        foreach (double[] row in standardAfter)
            mean.Add(row);
        (double auc, double error) = DomainClassifier.Separate(Fewer(standardBefore), Fewer(standardAfter));
        return new MultivariateComparison(
            names, standardBefore.Length, standardAfter.Length, learned.Subspace!.Components, learned.Subspace.Explained,
            Mean(heldOut), Mean(errors), PValueOf(heldOut, errors),
            mean.Discrepancy(learned.Mean), mean.Rows < 2 ? double.NaN : learned.Test.PValue(mean.SquaredDistance(learned.Mean), learned.Mean.Rows, mean.Rows),
            mean.CentroidDistance(learned.Mean), auc, error);
    }

    /// <summary>Profiles forget which values stood in one row.</summary>
    private static bool IsWhole(Column column, ColumnTable table) => column.Kind == FeatureKind.Numeric && column.Numbers.Length == table.Rows && column.LongestRun is not null;

    /// <summary>Rows of some columns; of many a sample.</summary>
    internal static double[][] Rows(ColumnTable table, string[] names)
    {
        Column[] columns = [.. names.Select(name => table.Find(name)!)];
        var sample = new RowSample();
        double[] row = new double[columns.Length];
        for (int i = 0; columns.Length > 0 && i < table.Rows; i++)
        {
            for (int c = 0; c < columns.Length; c++)
                row[c] = columns[c].Numbers[i];
            sample.Add(row);
        }

        return [.. sample.Rows];
    }

    private static double[] Standardised(MultivariateReference reference, double[] row)
    {
        double[] standard = new double[row.Length];
        reference.Standardise(row, standard);
        return standard;
    }

    private static double[][] Fewer(double[][] rows)
    {
        int step = Math.Max((rows.Length + ClassifierRows - 1) / ClassifierRows, 1);
        return step == 1 ? rows : [.. rows.Where((_, i) => i % step == 0)];
    }

    private static double PValueOf(double[] reference, double[] current)
    {
        if (reference.Length == 0 || current.Length == 0)
            return double.NaN;
        Array.Sort(reference);
        Array.Sort(current);
        return KolmogorovSmirnov.PValue(KolmogorovSmirnov.Statistic(reference, current), reference.Length, current.Length);
    }

    private static double Mean(double[] values) => values.Length == 0 ? double.NaN : values.Average();
}
