using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Cli.Drift;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Sqlite;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Replay;

/// <summary>
/// Feeds the rows of a file through the pipeline that an app has, predictor, ring, pump and store, and reads back from
/// the store what the monitors saw.
/// </summary>
internal sealed class ReplayRun(ReplayRequest request, TimeProvider time, Action<double> progress)
{
    private const int RowsPerReport = 1_000;

    public async Task<ReplayResult> RunAsync(CancellationToken cancellationToken)
    {
        byte[] model = await InputFile.ReadAllBytesAsync(request.ModelFile, "The model file", cancellationToken).ConfigureAwait(false);
        using var rows = new CsvRows(request.DataFile, request.Inputs, request.Label);
        (ReferenceProfile reference, PerformanceBaseline? baseline) = await ReplayReference.BuildAsync(request, model, rows, cancellationToken).ConfigureAwait(false);
        double[] values = new double[request.Inputs.Count];
        if (!rows.Read(values))
            throw new CommandFault($"'{request.DataFile}' has {rows.Count} rows, and all of them are the reference (--reference-rows {request.ReferenceRows}). Take fewer, so that rows are left to replay.");
        ModelVersion version = await PromoteAsync(model, cancellationToken).ConfigureAwait(false);

        var log = new SqlitePredictionLog(request.Store);
        var query = new WindowQuery(version.Model, version.Version);
        var alerted = new AlertQuery(version.Model, version.Version, Limit: AlertQuery.MaximumLimit);
        HashSet<StoredWindow> earlier = [.. await log.WindowsAsync(query, cancellationToken).ConfigureAwait(false)];
        HashSet<Alert> earlierAlerts = [.. await log.AlertsAsync(alerted, cancellationToken).ConfigureAwait(false)];
        (RecordingCounts counts, double? overhead, TimeSpan elapsed) = await ReplayAsync(rows, values, reference, baseline, version, cancellationToken).ConfigureAwait(false);

        IReadOnlyList<StoredWindow> stored = await log.WindowsAsync(query, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<WindowFigures> windows = WindowFigures.Read(stored.Where(window => !earlier.Contains(window)), [.. request.Inputs, ReferenceProfile.OutputSignal]);
        long watched = windows.Sum(static window => window.Rows);
        if (watched != counts.Calls)
            throw new CommandFault($"{counts.Calls} rows were replayed, and the windows in the store hold {watched}: another process records model '{version.Model}' there, or the store did not take the last windows. Replay into a store of its own (--store).");
        IReadOnlyList<Alert> alerts = await log.AlertsAsync(alerted, cancellationToken).ConfigureAwait(false);
        return new ReplayResult(
            version, reference.Rows, await PerformanceAsync(log, version, windows, counts.Calls, cancellationToken).ConfigureAwait(false), [.. windows.Select(window => window with { FirstRow = window.FirstRow + reference.Rows })],
            [.. alerts.Where(alert => !earlierAlerts.Contains(alert)).Select(alert => alert with { Row = alert.Row + reference.Rows }).OrderBy(static alert => alert.Row)],
            counts, overhead, elapsed);
    }

    /// <summary>Joins the rows of this run, the last of the version, with their truth.</summary>
    private async Task<IReadOnlyList<WindowPerformance>> PerformanceAsync(
        SqlitePredictionLog log, ModelVersion version, IReadOnlyList<WindowFigures> windows, long calls, CancellationToken cancellationToken)
    {
        if (request.Label is null)
            return [];

        JoinedOutcomes joined = await log.JoinOutcomesAsync(new OutcomeQuery(version.Model, version.Version), cancellationToken).ConfigureAwait(false);
        return WindowPerformance.Of([.. joined.Rows.Skip((int)(joined.Rows.Count - calls))], windows);
    }

    /// <summary>Makes the file's bytes the champion of the store.</summary>
    private async Task<ModelVersion> PromoteAsync(byte[] model, CancellationToken cancellationToken)
    {
        var registry = new SqliteModelRegistry(request.Store, time);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(model));
        IReadOnlyList<ModelVersion> known = await registry.ListVersionsAsync(request.Name, cancellationToken).ConfigureAwait(false);
        ModelVersion version = known.FirstOrDefault(version => version.Sha256 == sha256) ?? await registry.RegisterAsync(
            new VersionRegistration { Model = request.Name, Artifact = model, FileName = Path.GetFileName(request.ModelFile), Reason = "replay" }, cancellationToken).ConfigureAwait(false);
        ModelVersion? champion = await registry.ResolveAsync(request.Name, ModelAlias.Champion, cancellationToken).ConfigureAwait(false);
        if (champion?.Version != version.Version)
            await registry.PromoteAsync(new AliasChange(request.Name, version.Version, "replay"), cancellationToken).ConfigureAwait(false);
        return version;
    }

    private async Task<(RecordingCounts Counts, double? Overhead, TimeSpan Elapsed)> ReplayAsync(
        CsvRows rows, double[] values, ReferenceProfile reference, PerformanceBaseline? baseline, ModelVersion version, CancellationToken cancellationToken)
    {
        IPredictor<FeatureVector, double>? bare = null;
        IModelOps ops;
        double? overhead;
        long start = time.GetTimestamp();
        await using (ServiceProvider services = BuildApp(reference, baseline, predictor => bare = predictor))
        {
            IPredictor<FeatureVector, double> predictor = services.GetRequiredKeyedService<IPredictor<FeatureVector, double>>(request.Name);
            ops = services.GetRequiredService<IModelOps>();
            if (ops.Models[0].Version != version.Version)
                throw new CommandFault($"Version '{version.Version}' of model '{version.Model}' was promoted for the replay, and another process promoted '{ops.Models[0].Version}' at the same moment. Replay into a store of its own (--store).");

            var meter = new OverheadMeter(predictor, bare!, time);
            await FeedAsync(rows, values, meter, ops, services.GetRequiredService<IOutcomeRecorder>(), cancellationToken).ConfigureAwait(false);
            overhead = meter.Nanoseconds;
        }

        // Stopping has closed the last window; the books outlive it.
        return (ops.Counts, overhead, time.GetElapsedTime(start));
    }

    /// <summary>Calls the model with the row at hand and all that follow.</summary>
    private async Task FeedAsync(
        CsvRows rows, double[] values, OverheadMeter meter, IModelOps ops, IOutcomeRecorder outcomes, CancellationToken cancellationToken)
    {
        var credit = new ChannelCredit(ops, values.Length);
        var waiting = new Queue<(PredictionId Id, (double? Number, string? Text) Label)>();
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            await credit.TakeAsync(cancellationToken).ConfigureAwait(false);
            PredictionId id = Call(meter, values, rows.Count);
            waiting.Enqueue((id, rows.ReadLabel()));
            if (waiting.Count > request.LabelDelay)
            {
                (PredictionId known, (double? Number, string? Text) label) = waiting.Dequeue();
                await RecordOutcomeAsync(outcomes, known, label, cancellationToken).ConfigureAwait(false);
            }

            if (rows.Count % RowsPerReport == 0)
                progress(rows.Share);
        }
        while (rows.Read(values));

        await credit.FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    private PredictionId Call(OverheadMeter meter, double[] values, long row)
    {
        try
        {
            return meter.Call(values).Id;
        }
        catch (Exception fault) when (fault is OnnxRuntimeException or OnnxInputException)
        {
            throw ReplayReference.ModelFault(request, row, fault);
        }
    }

    private static async ValueTask RecordOutcomeAsync(
        IOutcomeRecorder outcomes, PredictionId id, (double? Number, string? Text) label, CancellationToken cancellationToken)
    {
        if (label.Number is { } number)
            await outcomes.RecordAsync(id, number, cancellationToken).ConfigureAwait(false);
        else if (label.Text is { } text)
            await outcomes.RecordAsync(id, text, cancellationToken).ConfigureAwait(false);
    }

    private ServiceProvider BuildApp(ReferenceProfile reference, PerformanceBaseline? baseline, Action<IPredictor<FeatureVector, double>> onLoaded)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddModelOps(options =>
        {
            options.Directory = request.Store;
            options.Drift.WindowRows = request.WindowRows;
            options.Drift.Alarm.KeepAcrossRestarts = false; // each replay is a life of its own
            options.Recording.Lanes = 1; // one stream: windows hold the rows in the order of the file
            options.Recording.LaneBytes = ChannelCredit.LaneBytes(request.Inputs.Count);
            options.Recording.ShutdownTimeout = TimeSpan.FromMinutes(1);
            options.RegistryPollInterval = TimeSpan.FromHours(1); // what others promote meanwhile is not what is replayed
        }).AddOnnxModel<FeatureVector, double>(request.Name, model =>
        {
            model.Features(request.Inputs).Reference(reference);
            if (baseline is not null)
                model.Validation(baseline with { KeepAcrossRestarts = false, Waiting = Math.Max(baseline.Waiting, request.LabelDelay + 1_000) });
            model.Layers.Use(predictor =>
            {
                onLoaded(predictor);
                return predictor;
            });
        }, request.Onnx);
        return services.BuildServiceProvider();
    }
}
