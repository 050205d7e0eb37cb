using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Tests.Statistics.Cells;

public class CategoryCounterTests
{
    [Fact]
    public void Unseen_categories_and_missing_values_have_cells_of_their_own()
    {
        CategoryBaseline baseline = CategoryBaseline.FromCounts(new Dictionary<string, long> { ["a"] = 6, ["b"] = 4 }, missing: 0);
        var window = new CategoryCounter(baseline.Table);
        foreach (string? value in (string?[])["a", "b", "new", null, "A", ""])
            window.Add(value);

        Assert.Equal([1, 1, 3, 1], window.Counts.ToArray());
        CategoryComparison comparison = baseline.Compare(window);
        Assert.Equal((6, 1, 3, 4), (comparison.Rows, comparison.Missing, comparison.Unseen, comparison.PsiBins));
        Assert.Equal(Jeffreys([0.6, 0.4, 1e-4, 1e-4], [1 / 6.0, 1 / 6.0, 0.5, 1 / 6.0]), comparison.Psi, 1e-12);
    }

    [Fact]
    public void A_jump_of_the_null_rate_is_drift()
    {
        CategoryBaseline baseline = CategoryBaseline.FromCounts(new Dictionary<string, long> { ["a"] = 50, ["b"] = 50 }, missing: 0);
        var window = new CategoryCounter(baseline.Table);
        for (int i = 0; i < 100; i++)
            window.Add(i < 95 ? null : "a");

        Assert.True(baseline.Compare(window).Psi > 5);
    }

    [Fact]
    public void An_empty_window_is_unknown_not_stable()
    {
        CategoryBaseline baseline = CategoryBaseline.FromCounts(new Dictionary<string, long> { ["a"] = 5 }, missing: 0);
        CategoryComparison comparison = baseline.Compare(new CategoryCounter(baseline.Table));

        Assert.True(double.IsNaN(comparison.Psi) && double.IsNaN(comparison.JensenShannon) && double.IsNaN(comparison.MissingRate));
    }

    [Fact]
    public void Beyond_the_limit_the_rarest_categories_are_counted_together_in_the_reference_too()
    {
        var counts = Enumerable.Range(0, 100_000).ToDictionary(i => $"user-{i}", i => (long)(i < 3 ? 1_000 : 1));
        CategoryBaseline baseline = CategoryBaseline.FromCounts(counts, missing: 7, maximumCategories: 3);

        Assert.Equal(["user-0", "user-1", "user-2"], baseline.Table.Categories.ToArray());
        Assert.Equal([1_000, 1_000, 1_000, 99_997, 7], baseline.Counter.Counts.ToArray());
    }

    [Fact]
    public void The_table_finds_what_a_dictionary_finds() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>[]>(),
        ArbMap.Default.ArbFor<NonNull<string>[]>(),
        (known, asked) =>
        {
            string[] names = [.. known.Select(k => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(k.Get))).Distinct()];
            var table = new CategoryTable(names);
            Dictionary<string, int> expected = names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i);
            return names.Concat(asked.Select(a => a.Get)).All(name =>
            {
                byte[] utf8 = Encoding.UTF8.GetBytes(name);
                return table.Find(utf8) == expected.GetValueOrDefault(Encoding.UTF8.GetString(utf8), table.Other);
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_table_of_many_long_names_keeps_them_apart()
    {
        string[] names = [.. Enumerable.Range(0, 20_000).Select(i => $"https://example.org/a/rather/long/path/to/item?id={i}")];
        var table = new CategoryTable(names);

        for (int i = 0; i < names.Length; i++)
            Assert.Equal(i, table.Find(Encoding.UTF8.GetBytes(names[i])));
        Assert.Equal(table.Other, table.Find("https://example.org/a/rather/long/path/to/item?id=20000"u8));
    }

    [Fact]
    public void Counters_add_and_subtract()
    {
        var table = new CategoryTable(["a", "b"]);
        var sum = new CategoryCounter(table);
        var other = new CategoryCounter(table);
        sum.Add("a"u8);
        other.Add("c"u8);
        other.AddMissing();

        sum.Add(other);
        Assert.Equal([1, 0, 1, 1], sum.Counts.ToArray());
        sum.Subtract(other);
        Assert.Equal([1, 0, 0, 0], sum.Counts.ToArray());
        Assert.Equal(1, sum.Rows);
    }

    [Fact]
    public void Counting_takes_no_memory()
    {
        var counter = new CategoryCounter(new CategoryTable(["groceries", "fuel"]));
        counter.Add("fuel"u8);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            counter.Add("groceries"u8);
            counter.Add("never seen before"u8);
            counter.AddMissing();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static double Jeffreys(double[] p, double[] q) => p.Zip(q, (a, b) => (b - a) * Math.Log(b / a)).Sum();
}
