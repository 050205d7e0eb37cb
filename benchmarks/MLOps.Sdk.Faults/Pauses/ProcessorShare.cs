using System.Globalization;

namespace MLOps.Sdk.Faults.Pauses;

/// <summary>A control group of Linux whose processes get a tenth of one processor. By version 1 or 2 of the system's interface, whichever governs processors here.</summary>
internal sealed class ProcessorShare : IDisposable
{
    private const string Unified = "/sys/fs/cgroup";
    private const string Separate = "/sys/fs/cgroup/cpu";
    private const int PeriodMicroseconds = 100_000;

    private readonly string _group;

    /// <exception cref="IOException">The system does not allow it.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not.</exception>
    public ProcessorShare()
    {
        bool unified = File.Exists(Path.Combine(Unified, "cgroup.controllers"));
        string parent = unified ? Unified : Separate;
        if (!Directory.Exists(parent))
            throw new IOException($"No control groups for processors are mounted at {Unified}.");
        if (unified)
            File.WriteAllText(Path.Combine(parent, "cgroup.subtree_control"), "+cpu");
        _group = Directory.CreateDirectory(Path.Combine(parent, $"modelops-{Guid.NewGuid():N}")).FullName;
        try
        {
            const int Quota = PeriodMicroseconds / 10;
            if (unified)
            {
                Write("cpu.max", $"{Quota} {PeriodMicroseconds}");
            }
            else
            {
                Write("cpu.cfs_period_us", PeriodMicroseconds.ToString(CultureInfo.InvariantCulture));
                Write("cpu.cfs_quota_us", Quota.ToString(CultureInfo.InvariantCulture));
            }
        }
        catch
        {
            Directory.Delete(_group);
            throw;
        }
    }

    /// <summary>Periods in which its processes had to wait because their share was spent.</summary>
    public long Throttled => long.Parse(
        File.ReadLines(Path.Combine(_group, "cpu.stat")).Single(static line => line.StartsWith("nr_throttled ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Obstacle()
    {
        if (!OperatingSystem.IsLinux())
            return "Control groups are Linux's.";
        try
        {
            using var trial = new ProcessorShare();
            _ = trial.Throttled;
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return $"A process cannot be given a share of a processor: {fault.Message}";
        }
    }

    /// <summary>Puts a process with all its threads into the group.</summary>
    public void Add(int process) => Write("cgroup.procs", process.ToString(CultureInfo.InvariantCulture));

    /// <summary>Removes the group; its processes have ended.</summary>
    public void Dispose() => Directory.Delete(_group);

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_group, file), text);
}
