using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Offline;

/// <summary>A version that answers rows of the log, away from callers and recording.</summary>
public sealed class OfflineModel : IDisposable
{
    private readonly IPredictor<LoggedFeatures, double> _predictor;

    /// <summary>A predictor under a name.</summary>
    /// <param name="name">What it is called in reports.</param>
    /// <param name="predictor">Answers; disposed with this when it can be.</param>
    public OfflineModel(string name, IPredictor<LoggedFeatures, double> predictor)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        _predictor = predictor ?? throw new ArgumentNullException(nameof(predictor));
    }

    /// <summary>A method under a name.</summary>
    /// <param name="name">What it is called in reports.</param>
    /// <param name="predict">Gives P(class 1), a class or a value.</param>
    public OfflineModel(string name, Func<LoggedFeatures, double> predict)
        : this(name, new DelegatePredictor<LoggedFeatures, double>(predict ?? throw new ArgumentNullException(nameof(predict))))
    {
    }

    /// <summary>What it is called in reports.</summary>
    public string Name { get; }

    /// <summary>Answers a row.</summary>
    /// <returns>The prediction; NaN where the model fails on the row, which rules count as wrong.</returns>
    public async ValueTask<double> PredictAsync(LoggedFeatures features, CancellationToken cancellationToken = default)
    {
        try
        {
            return (await _predictor.PredictAsync(features, cancellationToken).ConfigureAwait(false)).Value;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return double.NaN;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (_predictor as IDisposable)?.Dispose();
}
