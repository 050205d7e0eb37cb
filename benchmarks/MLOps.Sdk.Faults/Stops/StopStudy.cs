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

    /// <summary>Ends the name of the file that says that the app runs, and …</summary>
    public const string Running = ".running";

    /// <summary>… of the one that says that its store is held.</summary>
    public const string Held = ".held";

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
                child.WaitForFile(told + Running);
                Hold(holder);
                PlainApp.Tell(told + Held, 1);
                child.WaitForFile(told);
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
