using System.Diagnostics;
using System.Globalization;
using System.Text;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Tests.Faults;

/// <summary>Values made to collide: the hashes of our own tables are no secret.</summary>
public sealed class HashFloodTests
{
    private const int Buckets = 4096; // a power of two that our tables divide by, and more than there are places in the one below
    private const int Colliding = 2_000;
    private const int Rows = 100_000;
    private const double Factor = 40; // far below what a table that degenerates to a list of 2,000 costs

    private static readonly byte[][] Flood = [.. Texts("flood").Where(static text => CategoryTable.Hash64(text) is var hash && (uint)(hash ^ (hash >> 32)) % Buckets == 7).Take(Colliding)];
    private static readonly byte[][] Plain = [.. Texts("plain").Take(Colliding)];

    [Fact]
    public void Looking_for_values_that_collide_costs_as_much_a_row_as_looking_for_any_others()
    {
        var table = new CategoryTable(Texts("known").Take(1_000).Select(static text => Encoding.UTF8.GetString(text)));

        double plain = Fastest(() => Find(table, Plain)), flood = Fastest(() => Find(table, Flood));

        Assert.True(flood < Factor * plain, $"{flood:F1} ms against {plain:F1} ms");
    }

    [Fact]
    public void A_reference_of_colliding_categories_is_made_and_searched_in_bounded_time()
    {
        string[] categories = [.. Flood.Select(static text => Encoding.UTF8.GetString(text))];
        long start = Stopwatch.GetTimestamp();
        var table = new CategoryTable(categories);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2));

        for (int i = 0; i < Colliding; i++)
            Assert.Equal(i, table.Find(Flood[i]));
        Assert.All(Plain, text => Assert.Equal(table.Other, table.Find(text)));
    }

    [Fact]
    public void Counting_candidates_for_segments_that_collide_takes_time_in_proportion_to_the_rows()
    {
        var random = new Random(5);
        ulong[] hashes = [.. Enumerable.Range(0, 2 * Rows).Select(_ => (ulong)random.NextInt64() << 32 >> 20)]; // much alike in what a dictionary divides

        double half = Fastest(() => Count(hashes.AsSpan(0, Rows))), whole = Fastest(() => Count(hashes));

        Assert.True(whole < 6 * half, $"{whole:F1} ms for twice the rows of {half:F1} ms");
    }

    private static void Count(ReadOnlySpan<ulong> hashes)
    {
        var values = new FrequentValues(capacity: 320);
        foreach (ulong hash in hashes)
            values.Count(hash);
    }

    private static int Find(CategoryTable table, byte[][] texts)
    {
        int found = 0;
        for (int row = 0; row < Rows; row++)
            found += table.Find(texts[row % texts.Length]) == table.Other ? 0 : 1;
        return found;
    }

    private static double Fastest(Action run)
    {
        double fastest = double.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return fastest;
    }

    private static IEnumerable<byte[]> Texts(string prefix) =>
        Enumerable.Range(0, int.MaxValue).Select(i => Encoding.UTF8.GetBytes(prefix + i.ToString(CultureInfo.InvariantCulture)));
}
