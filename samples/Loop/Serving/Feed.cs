using Loop.Streams;
using Microsoft.Extensions.Hosting;
using MLOps.Sdk;

namespace Loop.Serving;

/// <summary>The world: asks the model, and tells the truth a moment later, until the app stops.</summary>
internal sealed class Feed(ILabelledStream stream, IPredictor<FeatureVector, double> model, IOutcomeRecorder outcomes, IModelOps ops) : BackgroundService
{
    private const int RowsAtOnce = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly SortedDictionary<string, (int Rows, int Right)> _answers = new(StringComparer.Ordinal); // guarded by itself

    /// <summary>How often each version answered, and how often it was right.</summary>
    public IReadOnlyList<(string Version, int Rows, double Accuracy)> Answers
    {
        get
        {
            lock (_answers)
                return [.. _answers.Select(static answer => (answer.Key, answer.Value.Rows, (double)answer.Value.Right / answer.Value.Rows))];
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (LabelledRow[] rows in stream.Live().Chunk(RowsAtOnce))
            {
                foreach (LabelledRow row in rows)
                    await AskAsync(row, stoppingToken);
                await ops.FlushAsync(TimeSpan.FromSeconds(10), stoppingToken);
                await Task.Delay(Pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops.
        }
    }

    private async Task AskAsync(LabelledRow row, CancellationToken stoppingToken)
    {
        Prediction<double> prediction = await model.PredictAsync(row.Values, stoppingToken);
        await outcomes.RecordAsync(prediction.Id, positive: row.Truth, stoppingToken);
        lock (_answers)
        {
            (int rows, int right) = _answers.GetValueOrDefault(prediction.Version!);
            _answers[prediction.Version!] = (rows + 1, right + (prediction.Value >= 0.5 == row.Truth ? 1 : 0));
        }
    }
}
