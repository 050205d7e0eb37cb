namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>
/// The wealth of experts who bet against uniform ranks, each starting at every row with a share of its capital. A
/// mixture of martingales with mean 1: by Ville's inequality it ever reaches 1 / α with probability at most α.
/// </summary>
/// <remarks>
/// With z the normal score of a rank, bets on location are exp(δz − δ²/2), on scale exp(z²(1 − 1/σ²)/2)/σ, both with
/// integral 1 over ranks and the best there are when normal values shift by δ or spread by σ; on any other shape two
/// fading histograms bet. The experts who start at row s get <see cref="StartWeights"/>; in sequential mode each start
/// gets 1 (Shiryaev-Roberts). Wealth is scaled by a power of ten, so that it never overflows. Single owner.
/// </remarks>
internal sealed class BettingMixture
{
    private const double Largest = 1e150;
    private static readonly double[] ShiftNorms = [.. new[] { 0.125, 0.25, 0.5, 1 }.Select(static d => Math.Exp(-d * d / 2))];
    private static readonly double[] Spreads = [0.6, 0.8, 1.25, 1.7];
    private static readonly double[] HalfExcess = [.. Spreads.Select(static s => (1 - (1 / (s * s))) / 2)];
    private readonly HistogramBet[] _histograms = [new(100), new(1_000)];
    private readonly double[] _wealth;
    private readonly bool _sequential;

    // Wealth is _wealth · 10^_exponent; _rest is what has not been staked, unscaled.
    private int _exponent;
    private double _rest;
    private long _row;

    public BettingMixture(bool sequential)
    {
        _sequential = sequential;
        _wealth = new double[(2 * ShiftNorms.Length) + Spreads.Length + _histograms.Length];
        Clear();
    }

    /// <summary>The natural logarithm of the wealth.</summary>
    public double LogWealth
    {
        get
        {
            double sum = 0;
            foreach (double wealth in _wealth)
                sum += wealth;
            double staked = sum / _wealth.Length;
            if (_exponent == 0)
                return Math.Log(staked + _rest);

            double scale = _exponent * Math.Log(10);
            return scale + Math.Log(staked + (_rest * Math.Exp(-scale)));
        }
    }

    /// <summary>Lets every expert bet on a rank.</summary>
    public void Next(double rank)
    {
        _row++;
        double stake = 1;
        if (!_sequential)
        {
            stake = StartWeights.Of(_row);
            _rest = Math.Max(_rest - stake, 0);
        }

        if (_exponent != 0)
            stake *= Math.Pow(10, -_exponent);
        Bet(stake, rank);
        double most = 0;
        foreach (double wealth in _wealth)
            most = Math.Max(most, wealth);
        if (most > Largest)
            Rescale();
    }

    /// <summary>Starts afresh.</summary>
    public void Clear()
    {
        Array.Clear(_wealth);
        foreach (HistogramBet histogram in _histograms)
            histogram.Clear();
        _exponent = 0;
        _rest = _sequential ? 0 : 1;
        _row = 0;
    }

    private void Bet(double stake, double rank)
    {
        double score = NormalScore.Of(rank);

        // Shifts of 1/8, 1/4, 1/2 and 1, up and down: e^(δz) of each is the square of the one before.
        double up = Math.Exp(score / 8);
        int expert = 0;
        foreach (double norm in ShiftNorms)
        {
            Multiply(expert++, stake, up * norm);
            Multiply(expert++, stake, norm / up);
            up *= up;
        }

        double square = score * score;
        for (int i = 0; i < Spreads.Length; i++)
            Multiply(expert++, stake, Math.Exp(square * HalfExcess[i]) / Spreads[i]);
        foreach (HistogramBet histogram in _histograms)
            Multiply(expert++, stake, histogram.Next(rank));
    }

    private void Multiply(int expert, double stake, double factor) => _wealth[expert] = (_wealth[expert] + stake) * factor;

    private void Rescale()
    {
        for (int i = 0; i < _wealth.Length; i++)
            _wealth[i] *= 1e-100;
        _exponent += 100;
    }
}
