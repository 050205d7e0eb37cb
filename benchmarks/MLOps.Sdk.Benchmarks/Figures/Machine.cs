using System.Globalization;
using System.Runtime.InteropServices;

namespace MLOps.Sdk.Benchmarks.Figures;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    private const string LoadFile = "/proc/loadavg";

    public static string Describe()
    {
        string load = File.Exists(LoadFile) ? $", load {File.ReadAllText(LoadFile).Split(' ')[0]}" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors{load}");
    }
}
