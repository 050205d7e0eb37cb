using System.Globalization;
using MLOps.Sdk.Faults.Processes;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Faults.Sharing;

/// <summary>What several processes on one directory got.</summary>
/// <param name="Accepted">Predictions that they were promised.</param>
/// <param name="Lost">Of these, predictions without a row.</param>
/// <param name="SlowestShare">What the slowest process got stored, in shares of what the fastest one did.</param>
internal sealed record ShareFindings(long Accepted, long Lost, double SlowestShare);

/// <summary>Lets several apps record into one directory at the same time, as fast as the store takes it.</summary>
internal static class ShareStudy
{
    public static ShareFindings Run(int processes, TimeSpan duration)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("modelops-share-");
        try
        {
            string store = Path.Combine(folder.FullName, "store");
            PlainApp.StoreWhatWasLeft(store); // makes the tables, so that the processes begin alike
            string[] told = [.. Enumerable.Range(0, processes).Select(number => Path.Combine(folder.FullName, number.ToString(CultureInfo.InvariantCulture)))];
            Child[] children = [.. told.Select(file => Child.Start(
                ShareChild.Verb, string.Join('|', store, file, duration.TotalSeconds.ToString(CultureInfo.InvariantCulture))))];
            foreach (Child child in children)
            {
                using (child)
                    child.WaitForExit(duration + TimeSpan.FromMinutes(1));
            }

            PlainApp.StoreWhatWasLeft(store);
            long[] accepted = [.. told.Select(PlainApp.Told)];
            using var log = new SqlitePredictionLog(store);
            long rows = log.StatusAsync().AsTask().GetAwaiter().GetResult().Rows;
            return new ShareFindings(accepted.Sum(), accepted.Sum() - rows, accepted.Min() / (double)accepted.Max());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
