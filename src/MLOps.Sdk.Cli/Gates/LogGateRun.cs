using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Evaluation.Gates;
using MLOps.Sdk.Offline;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Gates;

/// <summary>Judges a candidate on the rows of the log whose outcome is known.</summary>
internal sealed record LogGateRun(string Store, LogStretch Stretch, GateRule[] Rules, GateOptions Options, double? CostPerSecond, OnnxRuntimeOptions Onnx, TimeProvider Time)
{
    /// <param name="candidate">The candidate's name and bytes.</param>
    /// <param name="champion">The champion's name and bytes; bytes are null for code, which is judged by what it answered; null without a champion.</param>
    /// <param name="inputs">The features that the models take, in their order; empty: all that were logged.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<GateReport> RunAsync(
        (string Name, byte[] Bytes) candidate, (string Name, byte[]? Bytes)? champion, IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        using var log = new SqlitePredictionLog(Store);
        try
        {
            ModelSchema schema = SchemaOf(await LogSchema.ReadAsync(log, Stretch, cancellationToken).ConfigureAwait(false), inputs);
            using OfflineModel judged = await LoadAsync(candidate.Name, candidate.Bytes, schema, cancellationToken).ConfigureAwait(false);
            using OfflineModel? compared = champion is { Bytes: { } bytes } file ? await LoadAsync(file.Name, bytes, schema, cancellationToken).ConfigureAwait(false) : null;
            var evaluation = new OfflineEvaluation(judged, Time)
            {
                Champion = compared,
                ServedVersion = compared is null ? champion?.Name : null,
                Columns = OfflineEvaluation.ColumnsOf(Rules),
                CostPerSecond = CostPerSecond,
            };
            EvaluationRows rows = await evaluation.RunAsync(new LogRows(log, Stretch), cancellationToken).ConfigureAwait(false);
            return new EvaluationGate(Rules, Options).Judge(rows);
        }
        catch (ArgumentException fault)
        {
            throw new CommandFault(FaultText.Of(fault), fault);
        }
    }

    private static ModelSchema SchemaOf(ModelSchema logged, IReadOnlyList<string> inputs)
    {
        if (inputs.Count == 0)
            return logged;
        Dictionary<string, FeatureKind> kinds = logged.Features.ToDictionary(static feature => feature.Name, static feature => feature.Kind);
        return new ModelSchema(logged.Name, inputs.Select(input => kinds.TryGetValue(input, out FeatureKind kind)
            ? (input, kind)
            : throw new CommandFault($"--inputs names '{input}', which was not logged. Logged: {string.Join(", ", kinds.Keys)}.")));
    }

    private async ValueTask<OfflineModel> LoadAsync(string name, byte[] bytes, ModelSchema schema, CancellationToken cancellationToken) => await new OnnxOfflineModels(Onnx).LoadAsync(
        new ModelArtifact(new ModelVersion { Model = schema.Name, Version = name, CreatedAt = Time.GetUtcNow() }, bytes), schema, cancellationToken).ConfigureAwait(false);
}
