namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>
/// Bets that ranks will fall where ranks fell lately: K (N_bin + ½) / (N + K / 2) with counts that fade. It learns any
/// change of shape, such as that of categories. The bet is fixed before the rank is seen, so it keeps a fair game fair.
/// </summary>
internal sealed class HistogramBet
{
    private const int Bins = 10;
    private const double LargestStep = 1e100;
    private readonly double[] _counts = new double[Bins];
    private readonly double _growth;
    private double _total;

    // Instead of fading all counts by a factor at each row, new rows weigh more by its inverse.
    private double _step;

    // K / (N + K / 2), worked out while the row before is being finished.
    private double _factor;

    /// <param name="memory">The rows that are remembered, about.</param>
    public HistogramBet(double memory)
    {
        _growth = 1 / (1 - (1 / memory));
        Clear();
    }

    /// <summary>The factor for a rank, by what was known before it; then learns it.</summary>
    public double Next(double rank)
    {
        ref double count = ref _counts[Math.Min((int)(rank * Bins), Bins - 1)];
        double bet = (count + (_step / 2)) * _factor;
        _step *= _growth;
        count += _step;
        _total += _step;
        _factor = Bins / (_total + (_step * Bins / 2));
        if (_step > LargestStep)
            Rescale();
        return bet;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        _total = 0;
        _step = 1;
        _factor = 2;
    }

    private void Rescale()
    {
        for (int i = 0; i < Bins; i++)
            _counts[i] /= _step;
        _total /= _step;
        _factor *= _step;
        _step = 1;
    }
}
