using MLOps.Sdk.Cli.Drift;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Replay;

/// <summary>What a replay saw.</summary>
/// <param name="Version">The version that answered.</param>
/// <param name="ReferenceRows">The rows of the reference.</param>
/// <param name="Performance">How well each window's predictions did; none without truth.</param>
/// <param name="Windows">The windows as the store keeps them; the first row counts rows of the data file.</param>
/// <param name="Alarms">What monitors raised, in the order of the rows, which are those of the data file.</param>
/// <param name="Counts">The books of this run.</param>
/// <param name="CallOverheadNanoseconds">See <see cref="OverheadMeter"/>; null when there were too few rows to say.</param>
/// <param name="Elapsed">From the first replayed row to the last durable one.</param>
internal sealed record ReplayResult(
    ModelVersion Version, long ReferenceRows, IReadOnlyList<WindowPerformance> Performance, IReadOnlyList<WindowFigures> Windows, IReadOnlyList<Alert> Alarms, RecordingCounts Counts, double? CallOverheadNanoseconds, TimeSpan Elapsed);
