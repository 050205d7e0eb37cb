using MLOps.Sdk.Drift;

namespace MLOps.Sdk.Quality.Windows;

/// <summary>How a stream is cut: windows as long as those of drift, which do not overlap.</summary>
/// <param name="Rows">Rows of a window; the most there are when windows go by time.</param>
/// <param name="Microseconds">The time of a window; 0 when windows go by rows.</param>
internal readonly record struct QualityShape(long Rows, long Microseconds)
{
    public static QualityShape Of(DriftOptions options) => options.WindowDuration is { } duration
        ? new QualityShape(long.MaxValue, (long)duration.TotalMicroseconds)
        : new QualityShape(options.WindowRows, 0);

    /// <summary>When the window that a moment lies in is over, in microseconds since 1970.</summary>
    public long EndOf(long microseconds) => Microseconds == 0
        ? long.MaxValue
        : (microseconds / Microseconds - (microseconds % Microseconds < 0 ? 1 : 0) + 1) * Microseconds;
}
