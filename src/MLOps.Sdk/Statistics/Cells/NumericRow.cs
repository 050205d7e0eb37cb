using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>Counts one row of numbers, each in its own counter.</summary>
internal static class NumericRow
{
    private const int Chunk = 16;

    /// <summary>Counts each value in the counter at its place; where there is no counter, it is passed over.</summary>
    [SkipLocalsInit]
    public static void Add(ReadOnlySpan<NumericCounter?> counters, ReadOnlySpan<double> values)
    {
        // All searches first, then all counts: the cells of many features do not fit a core's cache, and searches that
        // do not wait for each other wait for memory together.
        Span<int> places = stackalloc int[Chunk];
        for (int from = 0; from < values.Length && from < counters.Length; from += Chunk)
        {
            int length = Math.Min(Chunk, Math.Min(values.Length, counters.Length) - from);
            ReadOnlySpan<NumericCounter?> some = counters.Slice(from, length);
            ReadOnlySpan<double> numbers = values.Slice(from, length);
            for (int i = 0; i < numbers.Length; i++)
                places[i] = some[i] is { } counter && Math.Abs(numbers[i]) <= Moments.Ordinary ? counter.Find(numbers[i]) : -1;
            for (int i = 0; i < numbers.Length; i++)
            {
                if (places[i] >= 0)
                    some[i]!.AddAt(places[i], numbers[i]);
                else
                    some[i]?.Add(numbers[i]);
            }
        }
    }
}
