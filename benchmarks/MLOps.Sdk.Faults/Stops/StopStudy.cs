using System.Diagnostics;
using Microsoft.Data.Sqlite;
using MLOps.Sdk.Faults.Processes;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Faults.Stops;

/// <summary>How an app ended that was asked to.</summary>
/// <param name="Accepted">Predictions it was promised.</param>
/// <param name="Exit">From the signal to its end.</param>
/// <param name="Lost">Accepted predictions without a row after the next start.</param>
internal sealed record StopFindings(long Accepted, TimeSpan Exit, long Lost);

/// <summary>Sends SIGTERM to an app whose store is held by another program, and starts the next one when it is free.</summary>
internal static class StopStudy
{
    public const int Pending = 100_000;

    public static StopFindings Run()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("modelops-stop-");
        try
        {
            string store = Path.Combine(folder.FullName, "store"), told = Path.Combine(folder.FullName, "accepted");
            TimeSpan exit;
            PlainApp.StoreWhatWasLeft(store);
            using (var child = Child.Start(StopChild.Verb, string.Join('|', store, told)))
            {
                using var holder = new SqliteConnection($"Data Source={Path.Combine(store, "modelops.db")};Pooling=False");
                while (!File.Exists(told) && !child.HasExited)
                {
                    if (holder.State != System.Data.ConnectionState.Open && Directory.GetFiles(Path.Combine(store, "rings"), "*.ring").Length > 0)
                        Hold(holder);
                    Thread.Sleep(1);
                }

                long start = Stopwatch.GetTimestamp();
                child.Terminate();
                child.WaitForExit(TimeSpan.FromMinutes(1));
                exit = Stopwatch.GetElapsedTime(start);
            }

            PlainApp.StoreWhatWasLeft(store);
            using var log = new SqlitePredictionLog(store);
            long accepted = PlainApp.Told(told);
            return new StopFindings(accepted, exit, accepted - log.StatusAsync().AsTask().GetAwaiter().GetResult().Rows);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Hold(SqliteConnection holder)
    {
        holder.Open();
        using SqliteCommand command = holder.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
    }
}
