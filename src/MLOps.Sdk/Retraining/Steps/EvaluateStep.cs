using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Evaluation.Metrics;
using MLOps.Sdk.Offline;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Retraining.Data;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Retraining.Steps;

/// <summary>Lets the candidate and the champion predict the hold-out, which is read from the log only now.</summary>
internal sealed class EvaluateStep : IStep
{
    private static readonly string[] BinaryFigures = ["accuracy", "auc", "log_loss", "brier"];
    private static readonly string[] ValueFigures = ["mae", "rmse", "bias"];

    public RetrainingStep Step => RetrainingStep.Evaluate;

    public async ValueTask<StepResult> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        PulledData pulled = context.Pulled;
        ModelVersion? champion = await context.Registry.ResolveAsync(context.Run.Model, ModelAlias.Champion, cancellationToken).ConfigureAwait(false);
        using OfflineModel candidate = await LoadCandidateAsync(context, pulled, cancellationToken).ConfigureAwait(false);
        using OfflineModel? compared = champion is { Sha256: not null }
            ? await context.Options.Models!.LoadAsync(
                new ModelArtifact(champion, await context.Registry.ReadArtifactAsync(champion, cancellationToken).ConfigureAwait(false)), context.Schema(pulled), cancellationToken).ConfigureAwait(false)
            : null;

        var holdOut = new LogRows(context.Log, new LogStretch(context.Run.Model) { From = pulled.Cut, To = pulled.Until }, context.Options.Data.Labels);
        var evaluation = new OfflineEvaluation(candidate, context.Time)
        {
            Champion = compared,
            ServedVersion = compared is null ? champion?.Version : null,
            Columns = OfflineEvaluation.ColumnsOf(context.Options.Rules),
            CostPerSecond = context.Options.CostPerSecond,
        };
        EvaluationRows rows = await evaluation.RunAsync(holdOut, cancellationToken).ConfigureAwait(false);
        EvaluationFile.Write(context.Folder.Evaluation, rows);
        var data = new EvaluatedData
        {
            Champion = champion?.Version,
            ChampionFrom = champion is null ? null : compared is null ? "as served" : "run again",
            Rows = rows.Count,
            LeftOut = evaluation.LeftOut,
            ChampionKnowsHoldOut = KnowsHoldOut(champion, pulled),
            Metrics = FiguresOf(rows),
            Sha256 = await TrainingFile.Sha256OfAsync(context.Folder.Evaluation, cancellationToken).ConfigureAwait(false),
        };
        return new StepResult(
            string.Create(CultureInfo.InvariantCulture, $"{rows.Count} rows held out: {string.Join(", ", data.Metrics.Select(static figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Key} {figure.Value:G4}")))}{(champion is null ? "; there is no champion" : $"; compared with {champion.Version}, {data.ChampionFrom}")}"),
            JsonSerializer.Serialize(data, StepJson.Default.EvaluatedData));
    }

    private static async Task<OfflineModel> LoadCandidateAsync(RunContext context, PulledData pulled, CancellationToken cancellationToken)
    {
        byte[] bytes = await CandidateFile.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        var version = new ModelVersion { Model = context.Run.Model, Version = "candidate", CreatedAt = context.Run.StartedAt, Sha256 = context.Trained.Sha256, FileName = context.Options.FileName };
        return await context.Options.Models!.LoadAsync(new ModelArtifact(version, bytes), context.Schema(pulled), cancellationToken).ConfigureAwait(false);
    }

    private static bool? KnowsHoldOut(ModelVersion? champion, PulledData pulled) =>
        champion is not null && champion.Lineage.Parameters.TryGetValue(RunContext.TrainedTo, out string? text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset trainedTo)
            ? trainedTo > pulled.Cut : null;

    private static Dictionary<string, double> FiguresOf(EvaluationRows rows)
    {
        var all = new Selection(rows, [.. Enumerable.Range(0, rows.Count)]);
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (string name in rows.IsBinary ? BinaryFigures : ValueFigures)
        {
            double value = EvaluationMetrics.Find(name)!.ValueOf(all, rows.Candidate);
            if (double.IsFinite(value))
                figures[name] = value;
        }

        return figures;
    }
}
