using System.Globalization;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Evaluation.Gates;

/// <summary>Parts rows by the values of a column.</summary>
internal static class RowGroups
{
    /// <summary>The groups by name; numbers of more different values than groups are allowed are cut into quarters of the rows.</summary>
    /// <exception cref="ArgumentException">There are too many different texts.</exception>
    public static IReadOnlyList<(string Name, int[] Rows)> Of(string column, string[] values, int most)
    {
        IEnumerable<(string Name, int Row)> named = values.Select(static (value, row) => (value, row));
        int different = values.Distinct(StringComparer.Ordinal).Count();
        if (different > most)
            named = Quarters(values) ?? throw new ArgumentException($"Column '{column}' has {different} different texts, and groups are at most {most}. Group by a column of fewer values.", nameof(column));
        return [.. named.GroupBy(static row => row.Name, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(static group => (group.Key, group.Select(static row => row.Row).ToArray()))];
    }

    private static IEnumerable<(string Name, int Row)>? Quarters(string[] values)
    {
        double[] numbers = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.TryParse(values[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        }

        double[] sorted = [.. numbers.Order()];
        double[] cuts = [Quantiles.Of(sorted, 0.25), Quantiles.Of(sorted, 0.5), Quantiles.Of(sorted, 0.75)];
        return numbers.Select((number, row) => (NameOf(number, cuts), row));
    }

    private static string NameOf(double number, double[] cuts)
    {
        int quarter = cuts.Count(cut => number > cut);
        return quarter == cuts.Length
            ? string.Create(CultureInfo.InvariantCulture, $"above {cuts[^1]:G4}")
            : string.Create(CultureInfo.InvariantCulture, $"up to {cuts[quarter]:G4}");
    }
}
