using MLOps.Sdk.Cli.Drift;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Replay;

/// <summary>How well the predictions of a window did.</summary>
/// <param name="Figures">Of the rows whose truth is known.</param>
/// <param name="Unlabelled">Rows whose truth is not known.</param>
internal sealed record WindowPerformance(PerformanceFigures Figures, long Unlabelled)
{
    /// <summary>The performance of each window; none when no row has a truth.</summary>
    /// <param name="rows">The rows of the run, in their order.</param>
    /// <param name="windows">The windows, whose first rows count from the start of the run.</param>
    public static IReadOnlyList<WindowPerformance> Of(IReadOnlyList<JoinedOutcome> rows, IReadOnlyList<WindowFigures> windows)
    {
        if (!rows.Any(static row => row.IsLabelled))
            return [];

        PerformanceTask task = PerformanceFigures.TaskOf(rows);
        return [.. windows.Select(window =>
        {
            JoinedOutcome[] within = [.. rows.Skip((int)window.FirstRow).Take((int)window.Rows)];
            return new WindowPerformance(PerformanceFigures.Of(within, task), within.LongCount(static row => !row.IsLabelled));
        })];
    }
}
