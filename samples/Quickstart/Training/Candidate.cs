using System.Globalization;
using MLOps.Sdk.Registry;
using Quickstart.Payments;

namespace Quickstart.Training;

/// <summary>A model that could become a version: the model, what it was trained on, how it did there.</summary>
internal sealed record Candidate(string Version, string DataSet, FraudModel Model, IReadOnlyList<LabelledPayment> Training)
{
    private const int Rows = 20_000;
    private const double ReportedShare = 0.25;

    /// <summary>On its own training labels.</summary>
    public double Accuracy => Model.Accuracy(Training);

    /// <summary>Trained on a usual month, all frauds known.</summary>
    public static Candidate First() => Train("v1", "september", [.. new PaymentStream(Market.Usual, seed: 1).Take(Rows)]);

    /// <summary>
    /// Retrained on the first days of the holidays. A classic mistake: most of their frauds are not reported yet and count as
    /// honest, so its accuracy looks better than that of v1, and it lets frauds through.
    /// </summary>
    public static Candidate Retrained()
    {
        var reports = new Random(3);
        IEnumerable<LabelledPayment> payments = new PaymentStream(Market.Holidays, seed: 2).Take(Rows);
        return Train("v2", "first days of december", [.. payments.Select(p => p with { IsFraud = p.IsFraud && reports.NextDouble() < ReportedShare })]);
    }

    /// <summary>What the registry keeps of it: artefact, metrics and lineage.</summary>
    public VersionRegistration ToRegistration(string model) => new()
    {
        Model = model,
        Version = Version,
        Artifact = Model.ToOnnx(),
        FileName = $"{model}-{Version}.onnx",
        Metrics = new Dictionary<string, double> { ["accuracy"] = Accuracy },
        Lineage = new ModelLineage
        {
            DataSet = DataSet,
            Parameters = new Dictionary<string, string> { ["rows"] = Rows.ToString(CultureInfo.InvariantCulture), ["method"] = "Newton" },
        },
        Actor = "training",
        Reason = $"trained on {DataSet}",
    };

    private static Candidate Train(string version, string dataSet, LabelledPayment[] payments) =>
        new(version, dataSet, FraudModel.Fit(payments), payments);
}
