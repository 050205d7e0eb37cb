using MLOps.Sdk.Drift.References;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Cli.Replay;

/// <summary>Builds the reference of a replay: the first rows of the file, and the scores that the model itself gives them.</summary>
internal static class ReplayReference
{
    public static async Task<(ReferenceProfile Profile, PerformanceBaseline? Baseline)> BuildAsync(ReplayRequest request, byte[] model, CsvRows rows, CancellationToken cancellationToken)
    {
        var schema = new ModelSchema(request.Name, request.Inputs.Select(static name => (name, FeatureKind.Numeric)));
        OnnxModel loaded = OnnxModel.Load(model, request.Onnx);
        OnnxPredictor<FeatureVector, double> predictor;
        try
        {
            predictor = new OnnxPredictor<FeatureVector, double>(loaded, OnnxFeatures.FromSchema(schema), request.Onnx);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }

        using (predictor)
        {
            var builder = new ReferenceBuilder(schema);
            var baseline = new ReplayBaseline();
            double[] values = new double[request.Inputs.Count];
            while (builder.Rows < request.ReferenceRows && rows.Read(values))
            {
                // Row by row, as the rows after them are called: a batch may differ in a score's last bit, which parts ties.
                double score = await ScoreAsync(predictor, values, request, rows.Count, cancellationToken).ConfigureAwait(false);
                builder.Add(values, [], score);
                baseline.Add(score, rows.ReadLabel().Number);
            }

            if (builder.Rows < request.ReferenceRows)
                throw new CommandFault($"--reference-rows is {request.ReferenceRows}, and '{request.DataFile}' has {builder.Rows} rows. Take fewer, so that rows are left to replay.");
            return (builder.Build(), baseline.Build());
        }
    }

    private static async ValueTask<double> ScoreAsync(
        OnnxPredictor<FeatureVector, double> predictor, double[] values, ReplayRequest request, long row, CancellationToken cancellationToken)
    {
        try
        {
            return await predictor.PredictAsync(values, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OnnxRuntimeException or OnnxInputException)
        {
            throw ModelFault(request, row, fault);
        }
    }

    public static CommandFault ModelFault(ReplayRequest request, long row, Exception fault) =>
        new($"The model '{request.ModelFile}' failed on row {row} of '{request.DataFile}': {fault.Message}", fault);
}
