using System.Globalization;

namespace MLOps.Sdk.Cli.Options;

/// <summary>A stretch of rows, counted from 0.</summary>
/// <param name="From">The first row.</param>
/// <param name="To">The row after the last.</param>
internal readonly record struct RowRange(long From, long To)
{
    public static RowRange All { get; } = new(0, long.MaxValue);

    public bool Contains(long row) => row >= From && row < To;

    public static bool TryParse(string text, out RowRange rows)
    {
        rows = All;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !TryEnd(text[..colon], 0, out long from) || !TryEnd(text[(colon + 1)..], long.MaxValue, out long to) || from >= to)
            return false;
        rows = new RowRange(from, to);
        return true;
    }

    private static bool TryEnd(string text, long otherwise, out long end)
    {
        end = otherwise;
        return text.Length == 0 || long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out end);
    }
}
