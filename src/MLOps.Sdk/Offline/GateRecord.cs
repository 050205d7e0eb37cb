using System.Text.Json.Nodes;
using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Evaluation.Gates;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Offline;

/// <summary>Keeps a gate's verdict and its evidence with the version that it judged.</summary>
public static class GateRecord
{
    /// <summary>Keeps a verdict.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version that was judged.</param>
    /// <param name="report">The verdict and its evidence.</param>
    /// <param name="data">What it was judged on, such as a file or a stretch of the log.</param>
    /// <param name="actor">Who. Default: the user and machine of the process.</param>
    /// <param name="more">What else is known of the evidence, by name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static ValueTask<RegistryEvent> RecordGateAsync(
        this IModelRegistry registry, string model, string version, GateReport report, string data, string? actor = null,
        IReadOnlyDictionary<string, string>? more = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(report);
        JsonObject evidence = JsonNode.Parse(GateReportJson.Write(report))!.AsObject();
        evidence["data"] = data;
        foreach ((string name, string value) in more ?? new Dictionary<string, string>())
            evidence[name] = value;
        return registry.RecordAsync(
            new RegistryNote(model, RegistryEventKind.Gate, $"gate on {data}") { Version = version, Gate = report.Verdict.ToText(), Data = evidence.ToJsonString(), Actor = actor }, cancellationToken);
    }
}
