using System.Globalization;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>Decides whether differences are drift: each must exceed a tolerance, and what chance alone reaches.</summary>
internal static class ColumnVerdict
{
    /// <summary>The checks that a column can fail, among which its share of α is divided.</summary>
    public const int Checks = 3;

    public const string Missing = "missing";

    /// <summary>One check: a statistic against its two limits.</summary>
    private readonly record struct Check(string Name, double Value, double Tolerance, double Chance)
    {
        public double Bound => Math.Max(Tolerance, Chance);

        public bool Known => !double.IsNaN(Value) && !double.IsNaN(Chance);

        /// <summary>How far beyond its bound: above 1 is drift.</summary>
        public double Excess => Known ? Bound > 0 ? Value / Bound : Value > 0 ? double.PositiveInfinity : 0 : 0;
    }

    public static ColumnComparison Decide(ColumnComparison comparison, double psi, double psiChance, double? ks, SampleSizes values, double alpha, ComparisonOptions options)
    {
        if (comparison.ReferenceRows == 0 || comparison.CurrentRows == 0)
            return comparison with { Drifted = null, Reason = $"{(comparison.ReferenceRows == 0 ? "The reference" : "The current data")} has no rows: nothing can be said." };

        if (values.Reference > 0 && values.Current > 0 && SampleBounds.KolmogorovSmirnov(values.Reference, values.Current, alpha) >= 1)
            return comparison with { Drifted = null, Reason = $"{Words(values.Reference)} and {Words(values.Current)} values are too few: chance alone could make any difference." };

        Check worst = Rates(comparison, alpha, options);
        var shape = new Check(ColumnStatistic.Psi, psi, options.Tolerance, psiChance);
        Check shown = shape.Known ? shape : worst;
        worst = shape.Excess > worst.Excess ? shape : worst;
        if (ks is { } distance && values.Reference > 0 && values.Current > 0)
        {
            var order = new Check(ColumnStatistic.Ks, distance, options.Tolerance, SampleBounds.KolmogorovSmirnov(values.Reference, values.Current, alpha));
            worst = order.Excess > worst.Excess ? order : worst;
        }

        bool drifted = worst.Excess > 1;
        Check named = drifted ? worst : shown;
        return comparison with
        {
            Drifted = drifted,
            Decided = named.Name,
            Bound = Finite(named.Bound),
            Reason = Reason(named, drifted, comparison),
        };
    }

    /// <summary>The share of missing values, as a change in either direction.</summary>
    private static Check Rates(ColumnComparison comparison, double alpha, ComparisonOptions options)
    {
        double before = comparison.ReferenceMissing ?? 0;
        double after = comparison.CurrentMissing ?? 0;
        double chance = before == after ? 0 : SampleBounds.KolmogorovSmirnov(comparison.ReferenceRows, comparison.CurrentRows, alpha);
        return new Check(Missing, Math.Abs(after - before), options.MissingTolerance, chance);
    }

    private static string Reason(Check check, bool drifted, ColumnComparison comparison)
    {
        if (check.Name == Missing && drifted)
        {
            string texts = comparison.TypeChanges > 0 ? $", {Words(comparison.TypeChanges)} of them texts where there were numbers" : "";
            return $"{Percent(comparison.CurrentMissing)} of the values are missing{texts}; {Percent(comparison.ReferenceMissing)} in the reference.";
        }

        if (!check.Known || check.Name == Missing)
            return "There are no values to compare, and no change of the missing ones.";
        string limit = check.Chance > check.Tolerance
            ? $"which chance alone reaches with {Words(comparison.ReferenceRows)} and {Words(comparison.CurrentRows)} rows"
            : "the tolerance";
        string name = check.Name == ColumnStatistic.Psi ? "PSI" : "KS";
        return $"{name} {Words(check.Value)} is {(drifted ? "above" : "not above")} {Words(check.Bound)}, {limit}.";
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Percent(double? share) => ((share ?? 0) * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static string Words(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Words(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
