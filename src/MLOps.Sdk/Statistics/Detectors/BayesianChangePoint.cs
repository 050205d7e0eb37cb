using MathNet.Numerics.Distributions;

namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>
/// Bayesian online change-point detection (Adams and MacKay 2007) of a normal mean with a known variance: the
/// probabilities of how many rows ago the present run began. A drift when the likeliest run is no longer the one that
/// began at the start.
/// </summary>
/// <remarks>Prior mean, variances and hazard are in the units of the data: standardise, or set them. A row costs one step for each run length kept.</remarks>
public sealed class BayesianChangePoint : ChangeDetector
{
    private readonly double _priorMean;
    private readonly double _priorVariance;
    private readonly double _variance;
    private readonly double _hazard;

    // By run length, from 0: log-probability, and the posterior of the mean. The last stands for itself and all longer ones.
    private readonly double[] _logs;
    private readonly double[] _means;
    private readonly double[] _precisions;
    private int _last;

    /// <summary>A detector with the published defaults.</summary>
    /// <param name="priorMean">The mean that a run is thought to have before its first row. Default 0.</param>
    /// <param name="priorVariance">How sure that is, above 0. Default 1.</param>
    /// <param name="variance">Of the rows around their run's mean, above 0. Default 0.5.</param>
    /// <param name="hazard">The probability that a run ends with a row, above 0 and below 1. Default 0.01.</param>
    /// <param name="maxRunLength">The run lengths told apart, 2 or more. Default 1,000.</param>
    public BayesianChangePoint(double priorMean = 0, double priorVariance = 1, double variance = 0.5, double hazard = 0.01, int maxRunLength = 1_000)
    {
        _priorMean = double.IsFinite(priorMean) ? priorMean : throw new ArgumentOutOfRangeException(nameof(priorMean), priorMean, "It must be a number.");
        _priorVariance = AtLeast(priorVariance, double.Epsilon, nameof(priorVariance));
        _variance = AtLeast(variance, double.Epsilon, nameof(variance));
        _hazard = Probability(hazard, nameof(hazard));
        AtLeast(maxRunLength, 2, nameof(maxRunLength));
        _logs = new double[maxRunLength + 2];
        _means = new double[maxRunLength + 2];
        _precisions = new double[maxRunLength + 2];
        Restart();
    }

    /// <inheritdoc />
    protected override ChangeSignal Next(double value)
    {
        double most = double.NegativeInfinity;
        for (int run = 0; run <= _last; run++)
        {
            _logs[run] += Normal.PDFLn(_means[run], Math.Sqrt((1 / _precisions[run]) + _variance), value);
            most = Math.Max(most, _logs[run]);
        }

        double sum = 0;
        for (int run = 0; run <= _last; run++)
            sum += Math.Exp(_logs[run] - most);
        double all = most + Math.Log(sum);

        // Every run grows by the row, unless it ends.
        for (int run = _last; run >= 0; run--)
        {
            double precision = _precisions[run] + (1 / _variance);
            _means[run + 1] = ((_means[run] * _precisions[run]) + (value / _variance)) / precision;
            _precisions[run + 1] = precision;
            _logs[run + 1] = _logs[run] - all + Math.Log(1 - _hazard);
        }

        Begin(Math.Log(_hazard));
        if (++_last > _logs.Length - 2)
            Fold();
        return Likeliest() == _last ? ChangeSignal.None : ChangeSignal.Drift;
    }

    /// <inheritdoc />
    protected override void Restart()
    {
        _last = 0;
        Begin(0);
    }

    private void Begin(double log)
    {
        _logs[0] = log;
        _means[0] = _priorMean;
        _precisions[0] = 1 / _priorVariance;
    }

    /// <summary>The longest run takes the place and the probability of the one before it.</summary>
    private void Fold()
    {
        double most = Math.Max(_logs[_last], _logs[_last - 1]);
        _logs[_last - 1] = most + Math.Log(Math.Exp(_logs[_last] - most) + Math.Exp(_logs[_last - 1] - most));
        _means[_last - 1] = _means[_last];
        _precisions[_last - 1] = _precisions[_last];
        _last--;
    }

    private int Likeliest()
    {
        int likeliest = 0;
        for (int run = 1; run <= _last; run++)
        {
            if (_logs[run] > _logs[likeliest])
                likeliest = run;
        }

        return likeliest;
    }
}
