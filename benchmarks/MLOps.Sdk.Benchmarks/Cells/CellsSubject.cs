using System.Globalization;
using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Cells;

/// <summary>What counting a value costs the pump, beside a plain binary search over the same cuts.</summary>
internal sealed class CellsSubject : ISubject
{
    public string Name => "cells";

    public Findings Measure(Effort effort)
    {
        var figures = new List<Figure>();
        var timings = new List<Timing>();
        foreach (int cuts in (ReadOnlySpan<int>)[100, 1_000, 10_000])
        {
            var cases = new CellCases(cuts);
            string number = cases.Cuts.ToString("N0", CultureInfo.InvariantCulture);
            IReadOnlyList<Timing> times = new Interleaved(effort.Rounds(500), CellCases.Values)
                .Add($"branchless search, {number} cuts", _ => cases.BranchlessSearch())
                .Add($"cells, {number} cuts", _ => cases.Counter())
                .Measure();
            figures.Add(Figure.Ratio($"cells with sums and moments / branchless search alone, {number} cuts", times[1], times[0], cuts == 1_000 ? Limit.AtMost(0.5) : null));
            figures.Add(new Figure($"update of one value, {number} cuts", times[1].Least, times[1].Median, "ns"));
            timings.AddRange(times);
        }

        return new Findings(figures, timings);
    }
}
