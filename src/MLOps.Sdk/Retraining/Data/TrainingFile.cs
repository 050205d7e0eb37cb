using System.Globalization;
using System.Security.Cryptography;
using CsvHelper;
using MLOps.Sdk.Offline;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Retraining.Data;

/// <summary>Writes the training data: the features as they were served, number for number, and the truth.</summary>
internal static class TrainingFile
{
    /// <summary>Writes the labelled rows of a stretch.</summary>
    /// <returns>The rows, the time of the first and last, and the file's SHA-256.</returns>
    public static async Task<(long Rows, DateTimeOffset First, DateTimeOffset Last, string Sha256)> WriteAsync(
        IPredictionLog log, LogStretch stretch, TrainingSplit split, TrainingDataOptions options, string path, CancellationToken cancellationToken)
    {
        long rows = 0;
        DateTimeOffset first = default, last = default;
        File.Delete(path);
        FileStream file = StoreFiles.CreatePrivate(path, FileMode.Create);
        await using (file.ConfigureAwait(false))
        {
            using CsvWriter csv = CsvWriter.Create(file, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
            foreach ((string name, _) in split.Features)
                csv.WriteField(name);
            csv.WriteField(options.Label);
            csv.EndRecord();
            await foreach (LoggedPrediction prediction in (stretch with { From = split.From, To = split.TrainTo }).ReadAsync(log, cancellationToken).ConfigureAwait(false))
            {
                double label = Truth.Of(prediction, options.Labels);
                if (double.IsNaN(label))
                    continue;
                var features = new LoggedFeatures(prediction.Features);
                foreach ((string name, _) in split.Features)
                    csv.WriteField(features.Text(name));
                csv.WriteField(label.ToString("R", CultureInfo.InvariantCulture));
                csv.EndRecord();
                first = rows++ == 0 ? prediction.Time : first;
                last = prediction.Time;
            }
        }

        return (rows, first, last, await Sha256OfAsync(path, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>SHA-256 of a file, lower-case hexadecimal.</summary>
    public static async Task<string> Sha256OfAsync(string path, CancellationToken cancellationToken)
    {
        FileStream file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
    }
}
