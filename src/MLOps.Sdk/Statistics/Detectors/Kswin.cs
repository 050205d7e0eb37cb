using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>
/// KSWIN (Raab, Heusinger and Schleif 2020): the latest rows of a sliding window against as many drawn from the rest of it,
/// by the two-sample Kolmogorov-Smirnov test. Any numbers, any change of their distribution.
/// </summary>
/// <remarks>
/// A drift when p ≤ α and the statistic is above 0.1; the window is emptied, or the rows from before the change would be
/// found again. It tests at every row, so α is the rate of one look. What is drawn comes from the seed and the row's place.
/// </remarks>
public sealed class Kswin : ChangeDetector
{
    private const double LeastDistance = 0.1;
    private readonly double _alpha;
    private readonly ulong _seed;
    private readonly double[] _window;
    private readonly double[] _latest;
    private readonly double[] _drawn;
    private readonly int[] _places;
    private readonly double[] _pValues;
    private int _filled;
    private int _oldest;
    private ulong _draws;

    /// <summary>A detector with the published defaults.</summary>
    /// <param name="alpha">α of one test, above 0 and below 1. Default 0.005.</param>
    /// <param name="windowSize">Rows of the window, at least twice <paramref name="statSize"/>. Default 100.</param>
    /// <param name="statSize">Rows on each side of a test, 2 or more. Default 30.</param>
    /// <param name="seed">The same seed draws the same rows.</param>
    public Kswin(double alpha = 0.005, int windowSize = 100, int statSize = 30, ulong seed = 1)
    {
        _alpha = Probability(alpha, nameof(alpha));
        AtLeast(statSize, 2, nameof(statSize));
        if (windowSize < 2 * statSize)
            throw new ArgumentOutOfRangeException(nameof(windowSize), windowSize, $"The window must hold at least twice statSize, which is {statSize}: the latest rows, and others to draw from.");

        _seed = seed;
        _window = new double[windowSize];
        _latest = new double[statSize];
        _drawn = new double[statSize];
        _places = new int[windowSize - statSize];
        _pValues = new double[statSize + 1];
        Array.Fill(_pValues, double.NaN);
    }

    /// <inheritdoc />
    protected override ChangeSignal Next(double value)
    {
        if (_filled < _window.Length)
        {
            _window[(_oldest + _filled++) % _window.Length] = value;
        }
        else
        {
            _window[_oldest] = value;
            _oldest = (_oldest + 1) % _window.Length;
        }

        if (_filled < _window.Length)
            return ChangeSignal.None;

        for (int i = 0; i < _latest.Length; i++)
            _latest[i] = At(_window.Length - _latest.Length + i);
        Draw();
        _latest.AsSpan().Sort();
        _drawn.AsSpan().Sort();
        double distance = KolmogorovSmirnov.Statistic(_drawn, _latest);
        return distance > LeastDistance && PValue(distance) <= _alpha ? ChangeSignal.Drift : ChangeSignal.None;
    }

    /// <inheritdoc />
    protected override void Restart()
    {
        _filled = 0;
        _draws = 0;
    }

    /// <summary>Draws without replacement: the first steps of a shuffle of the places (Fisher and Yates).</summary>
    private void Draw()
    {
        for (int i = 0; i < _places.Length; i++)
            _places[i] = i;
        for (int i = 0; i < _drawn.Length; i++)
        {
            int other = i + (int)(CounterRandom.Unit(_seed, _draws++) * (_places.Length - i));
            (_places[i], _places[other]) = (_places[other], _places[i]);
            _drawn[i] = At(_places[i]);
        }
    }

    /// <summary>The statistic of two samples of n rows is a multiple of 1/n: n + 1 p-values are all there are.</summary>
    private double PValue(double distance)
    {
        int step = (int)Math.Round(distance * _latest.Length);
        if (double.IsNaN(_pValues[step]))
            _pValues[step] = KolmogorovSmirnov.PValue(distance, _latest.Length, _latest.Length);
        return _pValues[step];
    }

    private double At(int place) => _window[(_oldest + place) % _window.Length];
}
