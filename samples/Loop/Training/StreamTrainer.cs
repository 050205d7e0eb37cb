using System.Globalization;
using CsvHelper;
using Loop.Streams;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Retraining.Trainers;
using Quickstart.Onnx;
using Quickstart.Training;

namespace Loop.Training;

/// <summary>Fits a logistic regression and writes it as an .onnx file that brings the distribution of its training data.</summary>
internal sealed class StreamTrainer(string model)
{
    /// <summary>Whether labels are read the wrong way round: a mistake of a kind that happens.</summary>
    public bool ReadsLabelsWrong { get; set; }

    /// <summary>Trains on the file that a retraining exports.</summary>
    public async ValueTask<TrainedModel> TrainAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        byte[] file = Fit(job.Features, Read(job), out double accuracy);
        await File.WriteAllBytesAsync(job.ModelFile, file, cancellationToken);
        return new TrainedModel
        {
            Metrics = new Dictionary<string, double> { ["accuracy"] = accuracy },
            Parameters = new Dictionary<string, string> { ["method"] = "Newton" },
        };
    }

    /// <summary>Trains on rows in memory.</summary>
    public byte[] Fit(IReadOnlyList<string> features, IReadOnlyList<LabelledRow> rows, out double accuracy)
    {
        bool[] labels = [.. rows.Select(row => row.Truth != ReadsLabelsWrong)];
        LogisticRegression fitted = LogisticRegression.Fit([.. rows.Select(static row => row.Values)], labels);
        accuracy = rows.Zip(labels).Average(pair => fitted.Predict(pair.First.Values) >= 0.5 == pair.Second ? 1.0 : 0.0);
        var reference = new ReferenceBuilder(new ModelSchema(model, features.Select(static feature => (feature, FeatureKind.Numeric))));
        foreach (LabelledRow row in rows)
            reference.Add(row.Values, [], fitted.Predict(row.Values));
        return OnnxReference.Attach(LogisticRegressionFile.Write(fitted.Weights, fitted.Intercept), reference.Build());
    }

    private static List<LabelledRow> Read(TrainingJob job)
    {
        using FileStream file = File.OpenRead(job.DataFile);
        using CsvReader csv = CsvReader.Create(file, new CsvReaderOptions { Separator = ',' }, leaveOpen: true);
        _ = csv.Headers;
        var rows = new List<LabelledRow>();
        while (csv.Read())
        {
            double[] values = [.. Enumerable.Range(0, job.Features.Count + 1).Select(column => double.Parse(csv.GetString(column) ?? "", CultureInfo.InvariantCulture))];
            rows.Add(new LabelledRow(values[..^1], values[^1] == 1));
        }

        return rows;
    }
}
