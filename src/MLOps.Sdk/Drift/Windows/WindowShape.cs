namespace MLOps.Sdk.Drift.Windows;

/// <summary>How a stream is cut: into panes by rows or by time, of which some in a row make a window.</summary>
/// <param name="PaneRows">Rows of a pane; 0 when panes go by time.</param>
/// <param name="PaneMicroseconds">The time of a pane; 0 when panes go by rows.</param>
/// <param name="Panes">Panes in a window: 1 when windows do not overlap.</param>
/// <param name="Lateness">How long after its end a pane by time stays open, in microseconds.</param>
internal readonly record struct WindowShape(int PaneRows, long PaneMicroseconds, int Panes, long Lateness)
{
    public static WindowShape Of(DriftOptions options) => options.WindowDuration is { } duration
        ? new WindowShape(0, (long)duration.TotalMicroseconds / options.WindowSteps, options.WindowSteps, (long)options.AllowedLateness.TotalMicroseconds)
        : new WindowShape(options.WindowRows / options.WindowSteps, 0, options.WindowSteps, 0);

    public bool IsByTime => PaneMicroseconds > 0;
}
