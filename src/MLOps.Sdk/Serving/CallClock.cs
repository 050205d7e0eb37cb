using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLOps.Sdk.Serving;

/// <summary>
/// Reads the monotonic clock twice a call. A call spends most of its recording here, so the system's clock is read
/// from the page that the kernel maps into the process, past the layers of <see cref="TimeProvider"/> and the C library:
/// same clock, same unit, same values. Another provider, or a system without that page, is asked as it wants to be.
/// </summary>
internal readonly unsafe struct CallClock(TimeProvider time)
{
    private const int Monotonic = 1; // CLOCK_MONOTONIC, which Stopwatch reads on Linux
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly delegate* unmanaged[SuppressGCTransition]<int, Moment*, int> KernelPage = FindKernelPage();

    // Null stands for the system's clock: what is not there needs no call through a virtual method.
    private readonly TimeProvider? _time = time == TimeProvider.System ? null : time;

    /// <summary>Ticks of the provider's monotonic clock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Now() => _time is null ? SystemNow() : _time.GetTimestamp();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long SystemNow()
    {
        if (KernelPage == null)
            return Stopwatch.GetTimestamp();
        Unsafe.SkipInit(out Moment now); // not stackalloc, which would have every caller check its stack
        KernelPage(Monotonic, &now);
        return (now.Seconds * NanosecondsPerSecond) + now.Nanoseconds;
    }

    private static delegate* unmanaged[SuppressGCTransition]<int, Moment*, int> FindKernelPage()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || Stopwatch.Frequency != NanosecondsPerSecond
            || !NativeLibrary.TryLoad("linux-vdso.so.1", out nint page))
            return null;

        bool found = NativeLibrary.TryGetExport(page, "__vdso_clock_gettime", out nint read) // x64, riscv
            || NativeLibrary.TryGetExport(page, "__kernel_clock_gettime", out read); // arm64
        Moment now;
        var clock = (delegate* unmanaged[SuppressGCTransition]<int, Moment*, int>)read;
        return found && clock(Monotonic, &now) == 0 ? clock : null;
    }

    private struct Moment
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
