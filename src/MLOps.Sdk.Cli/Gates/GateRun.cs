using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Replay;
using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Evaluation.Gates;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Cli.Gates;

/// <summary>Lets both models predict every labelled row, and judges the candidate.</summary>
internal sealed class GateRun(GateRequest request, TimeProvider time, Action<double> progress)
{
    private const int RowsPerReport = 1_000;

    private readonly List<double> _labels = [];
    private readonly string[] _columns = [.. request.Rules.Select(static rule => rule.GroupBy).OfType<string>().Distinct(StringComparer.Ordinal)];
    private readonly List<List<string>> _segments = [];

    public async Task<GateReport> RunAsync(CancellationToken cancellationToken)
    {
        using var rows = new CsvRows(request.DataFile, request.Inputs, request.Label, _columns);
        _segments.AddRange(_columns.Select(static _ => new List<string>()));
        using TimedModel candidate = Load(request.Candidate, request.CandidateName);
        using TimedModel? champion = request.Champion is { } bytes ? Load(bytes, request.ChampionName!) : null;
        await ReadAllAsync(rows, candidate, champion, cancellationToken).ConfigureAwait(false);
        if (_labels.Count == 0)
            throw new CommandFault($"Of the {rows.Count} rows of '{request.DataFile}' that were read, none within --rows has a number in column '{request.Label}', so nothing can be judged. Name rows whose truth is known.");

        try
        {
            var segments = new Dictionary<string, string[]>(StringComparer.Ordinal);
            for (int column = 0; column < _columns.Length; column++)
                segments.Add(_columns[column], [.. _segments[column]]);
            return new EvaluationGate(request.Rules, request.Options).Judge(
                new EvaluationRows([.. _labels], candidate.Said(request.CostPerSecond), champion?.Said(request.CostPerSecond), segments));
        }
        catch (ArgumentException fault)
        {
            throw new CommandFault(FaultText.Of(fault), fault);
        }
    }

    private async Task ReadAllAsync(CsvRows rows, TimedModel candidate, TimedModel? champion, CancellationToken cancellationToken)
    {
        double[] values = new double[request.Inputs.Count];
        while (rows.Count < request.Rows.To && rows.Read(values))
        {
            if (rows.Count % RowsPerReport == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress(rows.Share);
            }

            if (!request.Rows.Contains(rows.Count - 1) || LabelOf(rows) is not { } label)
                continue;
            _labels.Add(label);
            for (int column = 0; column < _columns.Length; column++)
                _segments[column].Add(rows.ReadText(column));

            // Whoever is second finds the row in the processor's caches: turns are taken.
            (TimedModel? first, TimedModel? second) = _labels.Count % 2 == 0 ? (candidate, champion) : (champion, candidate);
            if (first is not null)
                await first.PredictAsync(values).ConfigureAwait(false);
            if (second is not null)
                await second.PredictAsync(values).ConfigureAwait(false);
        }
    }

    private double? LabelOf(CsvRows rows)
    {
        (double? number, string? text) = rows.ReadLabel();
        return text?.ToUpperInvariant() switch
        {
            null => number,
            "TRUE" => 1,
            "FALSE" => 0,
            _ => throw new CommandFault($"Row {rows.Count - 1} of '{request.DataFile}', column '{request.Label}': '{text}' is neither a number nor true or false. Give classes as 0 and 1."),
        };
    }

    private TimedModel Load(byte[] bytes, string name)
    {
        var schema = new ModelSchema("gate", request.Inputs.Select(static input => (input, FeatureKind.Numeric)));
        try
        {
            OnnxModel model = OnnxModel.Load(bytes, request.Onnx);
            try
            {
                return new TimedModel(new OnnxPredictor<FeatureVector, double>(model, OnnxFeatures.FromSchema(schema), request.Onnx), time);
            }
            catch
            {
                model.Dispose();
                throw;
            }
        }
        catch (Serving.ModelLoadException fault)
        {
            throw new CommandFault($"'{name}' cannot be judged. {fault.Message}", fault);
        }
    }
}
