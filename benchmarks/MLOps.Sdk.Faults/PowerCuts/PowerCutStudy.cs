using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using MLOps.Sdk.Faults.Disks;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Faults.PowerCuts;

/// <summary>
/// Cuts the power at random steps of a recorded sequence of writes and syncs, builds what the disk may hold then, and opens
/// it: what was reported durable must be there, other batches as a whole or not at all.
/// </summary>
/// <param name="seed">Where the random numbers start.</param>
internal sealed class PowerCutStudy(int seed)
{
    private static readonly ImmutableArray<int> Sessions = [4, 8, 15, 30, 10, 350];
    private static readonly ImmutableArray<double> Shares = [0, 0.1, 0.5, 0.9, 1];

    /// <summary>Leaves all syncs out, to see that the study notices.</summary>
    public bool ForgetsSyncs { get; init; }

    public PowerCutFindings Run(int images)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("modelops-power-");
        try
        {
            string original = Path.Combine(folder.FullName, "original");
            var rows = new List<int>();
            WriteLog log = RecordedStore.Fill(original, Sessions, rows);
            return RunImages(images, log, rows, Path.Combine(folder.FullName, "image"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private PowerCutFindings RunImages(int images, WriteLog log, List<int> rows, string directory)
    {
        var random = new Random(seed);
        int[] cuts = [.. Enumerable.Range(0, images).Select(_ => random.Next(log.Writes.Count + 1)).Order()];
        var files = new Dictionary<string, DiskState>(StringComparer.Ordinal);
        var found = new PowerCutFindings(0, 0, 0, 0, 0, 0);
        int step = 0, acknowledged = 0;
        foreach (int cut in cuts)
        {
            for (; step < cut; step++)
            {
                LoggedWrite write = log.Writes[step];
                if (write.Acknowledged is { } batch)
                    acknowledged = batch + 1;
                else if ((!ForgetsSyncs || write.Request != DiskRequest.Sync) && StateOf(files, write.Path).Take(write))
                    SyncDirectory(files);
            }

            Directory.CreateDirectory(directory);
            foreach ((string path, DiskState state) in files)
            {
                if (state.Draw(random, Shares[random.Next(Shares.Length)]) is { } content)
                    File.WriteAllBytes(Path.Combine(directory, Path.GetFileName(path)), content.ToArray());
            }

            found = Look(directory, rows, acknowledged, found);
            Directory.Delete(directory, recursive: true);
        }

        return found;
    }

    private static void SyncDirectory(Dictionary<string, DiskState> files)
    {
        foreach (DiskState state in files.Values)
            state.SyncDirectory();
    }

    private static DiskState StateOf(Dictionary<string, DiskState> files, string path) =>
        files.TryGetValue(path, out DiskState? state) ? state : files[path] = new DiskState();

    /// <summary>Opens an image as the next start would, and counts what is in it.</summary>
    private static PowerCutFindings Look(string directory, List<int> rows, int acknowledged, PowerCutFindings found)
    {
        long durable = rows.Take(acknowledged).Sum();
        found = found with { Images = found.Images + 1, DurableRows = found.DurableRows + durable };
        try
        {
            using var store = new SqlitePredictionStore(directory);
            store.Open();
            (int[] counts, long wrong) = Count(Path.Combine(directory, "modelops.db"), rows.Count);
            long lost = 0, torn = wrong, early = 0;
            for (int batch = 0; batch < rows.Count; batch++)
            {
                if (batch < acknowledged)
                    lost += rows[batch] - counts[batch];
                else if (counts[batch] == rows[batch])
                    early += rows[batch];
                else if (counts[batch] != 0)
                    torn++;
            }

            return found with { DurableLost = found.DurableLost + lost, Torn = found.Torn + torn, UnacknowledgedRows = found.UnacknowledgedRows + early };
        }
        catch (Exception fault) when (fault is StoreException or SqliteException)
        {
            return found with { Unopenable = found.Unopenable + 1, DurableLost = found.DurableLost + durable };
        }
    }

    private static (int[] Counts, long Wrong) Count(string database, int batches)
    {
        int[] counts = new int[batches];
        long wrong = 0;
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        if (command.ExecuteScalar() is not "ok")
            return (counts, 1); // what it would give now is anything
        command.CommandText = "SELECT id, output, json_extract(features, '$.f7') FROM predictions";
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            (int batch, int number) = RecordedStore.PlaceOf(PredictionId.Parse(row.GetString(0)));
            double output = RecordedStore.OutputOf(batch, number);
            counts[batch]++;
            wrong += row.GetDouble(1) == output && row.GetDouble(2) == output * 8 ? 0 : 1;
        }

        return (counts, wrong);
    }
}
