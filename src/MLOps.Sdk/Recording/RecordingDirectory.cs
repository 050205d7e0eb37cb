using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Recording;

/// <summary>Looks at the channels of all processes that record into one directory, from any process, without disturbing them.</summary>
/// <remarks>
/// A process that ended well has removed its channel: what it made durable is in the store, and what it lost is no
/// longer counted anywhere. A process whose channel is plain memory cannot be seen.
/// </remarks>
public static class RecordingDirectory
{
    /// <summary>The books of every process whose channel lies in the directory, running or not.</summary>
    /// <param name="directory">The directory of the store: <see cref="ModelOpsOptions.Directory"/>.</param>
    /// <returns>By process id; empty when there is no channel.</returns>
    /// <exception cref="UnauthorizedAccessException">The channels belong to another user.</exception>
    public static IReadOnlyList<ProcessRecording> Inspect(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        string rings = Path.Combine(directory, RingDirectory.FolderName);
        if (!Directory.Exists(rings))
            return [];

        var processes = new List<ProcessRecording>();
        foreach (string path in Directory.GetFiles(rings, "*" + RingDirectory.RingExtension))
        {
            if (TryInspect(path) is { } process)
                processes.Add(process);
        }

        processes.Sort(static (a, b) => a.ProcessId != b.ProcessId ? a.ProcessId.CompareTo(b.ProcessId) : string.CompareOrdinal(a.Path, b.Path));
        return processes;
    }

    private static ProcessRecording? TryInspect(string path)
    {
        try
        {
            bool alive = RingLock.IsHeld(RingDirectory.LockPath(path));
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length < RingHeader.Bytes)
                return null;

            RingMemory memory = RingMemory.MapForReading(file, file.Length);
            try
            {
                return PredictionRing.Attach(memory, new VersionTable()) is { IsPlausible: true } ring
                    ? new ProcessRecording(ring.Header.ProcessId, alive, RecordingCounts.Of(ring), path) { OldestPending = OldestPending.TimeOf(ring) }
                    : null; // being made at this moment, left behind unfinished, or torn by a crash of the machine: whoever takes it over says so
            }
            finally
            {
                memory.CloseFile();
            }
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // its process ended at this moment and removed it
        }
    }
}

/// <summary>The channel of one process, as another one sees it.</summary>
/// <param name="ProcessId">The process that made it; another process may have that number by now when it is not alive.</param>
/// <param name="IsAlive">Whether the process still runs. What is pending in the channel of one that does not is stored by the next start.</param>
/// <param name="Counts">Its books.</param>
/// <param name="Path">The channel's file.</param>
public sealed record ProcessRecording(int ProcessId, bool IsAlive, RecordingCounts Counts, string Path)
{
    /// <summary>When the oldest prediction was made that is not durable yet: a crash of the machine loses what was made since. Null when nothing is pending.</summary>
    public DateTimeOffset? OldestPending { get; init; }
}
