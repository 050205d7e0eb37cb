namespace MLOps.Sdk.Recording.Ring;

/// <summary>Tells one run of the machine from another: what a ring held in memory is whole only within the run that wrote it.</summary>
internal static class MachineBoot
{
    private const string LinuxPath = "/proc/sys/kernel/random/boot_id";

    /// <summary>The run of the machine; zero where the system does not say.</summary>
    public static UInt128 Id { get; } = Read();

    private static UInt128 Read()
    {
        try
        {
            return File.Exists(LinuxPath) && UInt128.TryParse(File.ReadAllText(LinuxPath).Trim().Replace("-", "", StringComparison.Ordinal),
                System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture, out UInt128 id) ? id : 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
