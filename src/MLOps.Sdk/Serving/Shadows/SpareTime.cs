using System.Runtime.InteropServices;

namespace MLOps.Sdk.Serving.Shadows;

/// <summary>
/// Lets a thread run in the time that nobody else wants: a shadow's work must not take a processor from callers, nor from
/// the thread that empties their lanes.
/// </summary>
/// <remarks>
/// On Linux <see cref="ThreadPriority"/> changes nothing for ordinary threads, so the scheduler is asked itself: under
/// SCHED_IDLE a thread gives way to whatever wakes up, and a processor that only such threads use counts as free. It needs no
/// privilege. A scheduler that says no leaves the thread as it was.
/// </remarks>
internal static unsafe class SpareTime
{
    private const int SchedIdle = 5;

    // Found in what the process has loaded already: C libraries go by different file names.
    private static readonly delegate* unmanaged<int, int, int*, int> SetScheduler =
        OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "sched_setscheduler", out nint found)
            ? (delegate* unmanaged<int, int, int*, int>)found
            : null;

    /// <summary>From now on the calling thread runs when nobody else wants to.</summary>
    /// <returns>Whether the system agreed.</returns>
    public static bool TryEnter()
    {
        if (SetScheduler == null)
        {
            Thread.CurrentThread.Priority = ThreadPriority.Lowest;
            return OperatingSystem.IsWindows();
        }

        int none = 0; // sched_param's only field
        return SetScheduler(0, SchedIdle, &none) == 0; // 0: the calling thread, not the process
    }
}
