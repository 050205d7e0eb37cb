using System.Globalization;
using System.Text;

namespace MLOps.Sdk.Drift.Segments;

/// <summary>The hours of a week in UTC, "Mon 00" to "Sun 23".</summary>
internal static class HoursOfWeek
{
    private const long MicrosecondsInHour = 3_600_000_000;

    // 1970 began on a Thursday, weeks begin on Monday.
    private const int FirstHour = 3 * 24;
    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    private static readonly byte[][] Names =
        [.. Days.SelectMany(static day => Enumerable.Range(0, 24).Select(hour => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{day} {hour:D2}"))))];

    /// <summary>The name, UTF-8, of the hour of a moment in microseconds since 1970.</summary>
    public static ReadOnlySpan<byte> NameOf(long microseconds)
    {
        long hours = (microseconds / MicrosecondsInHour) - (microseconds % MicrosecondsInHour < 0 ? 1 : 0);
        long hour = (hours + FirstHour) % Names.Length;
        return Names[hour < 0 ? hour + Names.Length : hour];
    }
}
