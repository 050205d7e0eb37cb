using System.Globalization;
using MLOps.Sdk.Faults.Processes;

namespace MLOps.Sdk.Faults.Memory;

/// <summary>The study of memory in a process of its own, for tests: short, and told in whole megabytes.</summary>
internal static class MemoryChild
{
    public const string Verb = "memory-child";

    /// <summary>Ends the name of the file with the megabytes beyond what is configured beside a dead store, …</summary>
    public const string DeadStore = ".deadStore";

    /// <summary>… with the calls that are not accounted for, …</summary>
    public const string Unaccounted = ".unaccounted";

    /// <summary>… with the calls that were made, …</summary>
    public const string Calls = ".calls";

    /// <summary>… and with the megabytes after distinct values of a tag.</summary>
    public const string Tags = ".tags";

    /// <param name="directory">A directory for the apps, which need not exist.</param>
    /// <param name="seconds">How long the dead store is called.</param>
    /// <param name="values">Distinct values of a tag.</param>
    public static string Parameters(string directory, int seconds, int values) =>
        string.Join('|', directory, seconds.ToString(CultureInfo.InvariantCulture), values.ToString(CultureInfo.InvariantCulture));

    public static void Run(string parameters)
    {
        string[] parts = parameters.Split('|');
        DeadStoreFindings found = MemoryStudy.RunDeadStore(parts[0] + "-dead", TimeSpan.FromSeconds(int.Parse(parts[1], CultureInfo.InvariantCulture)));
        PlainApp.Tell(parts[0] + DeadStore, (long)Math.Ceiling(found.GrownMegabytes));
        PlainApp.Tell(parts[0] + Unaccounted, found.Unaccounted);
        PlainApp.Tell(parts[0] + Calls, found.Calls);
        PlainApp.Tell(parts[0] + Tags, (long)Math.Ceiling(MemoryStudy.RunDistinctTags(parts[0] + "-tags", int.Parse(parts[2], CultureInfo.InvariantCulture))));
    }
}
