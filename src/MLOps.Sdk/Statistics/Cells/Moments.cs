using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>
/// Count, mean and sum of squared deviations of finite numbers, mergeable (Chan, Golub and LeVeque 1979). Values are
/// summed in blocks around the first of the block, which is exact for constants, never cancels by more than the block's
/// length, and needs no division. Single owner.
/// </summary>
/// <remarks>Numbers above <see cref="Ordinary"/> are kept apart at a smaller scale, so that squares of 1e308 stay finite.</remarks>
internal struct Moments
{
    /// <summary>The largest magnitude whose square, summed as often as one can count, is finite: 1e140.</summary>
    public const double Ordinary = 1e140;

    /// <summary>The power of two by which larger numbers are scaled down.</summary>
    public const int HugeExponent = -600;

    private const int BlockLength = 512;

    private MomentSum _folded;
    private MomentSum _huge;
    private double _origin;
    private double _sum;
    private double _squares;
    private int _inBlock;

    public readonly long Count => _folded.Count + _huge.Count + _inBlock;

    /// <summary>The mean; NaN when there is nothing.</summary>
    public readonly double Mean
    {
        get
        {
            (MomentSum total, int exponent) = Total();
            return total.Count == 0 ? double.NaN : Math.ScaleB(total.Mean, exponent);
        }
    }

    /// <summary>The population standard deviation; NaN when there is nothing.</summary>
    public readonly double StandardDeviation
    {
        get
        {
            (MomentSum total, int exponent) = Total();
            return total.Count == 0 ? double.NaN : Finite(Math.ScaleB(Math.Sqrt(total.Squares / total.Count), exponent));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        if (_inBlock == 0)
            _origin = value;
        double distance = value - _origin;
        _sum += distance;
        _squares += distance * distance;
        if (++_inBlock == BlockLength)
            Fold();
    }

    /// <summary>Adds a finite number above <see cref="Ordinary"/>.</summary>
    public void AddHuge(double value) => _huge = _huge.Plus(new MomentSum(1, Math.ScaleB(value, HugeExponent), 0));

    public void Add(in Moments other)
    {
        Fold();
        _folded = _folded.Plus(other.Ordinaries());
        _huge = _huge.Plus(other._huge);
    }

    public void Subtract(in Moments other)
    {
        Fold();
        _folded = _folded.Minus(other.Ordinaries());
        _huge = _huge.Minus(other._huge);
    }

    public static Moments Of(long count, double mean, double standardDeviation)
    {
        if (Math.Abs(mean) <= Ordinary && standardDeviation <= Ordinary)
            return new Moments { _folded = new MomentSum(count, mean, standardDeviation * standardDeviation * count) };

        double deviation = Math.ScaleB(standardDeviation, HugeExponent);
        return new Moments { _huge = new MomentSum(count, Math.ScaleB(mean, HugeExponent), deviation * deviation * count) };
    }

    private void Fold()
    {
        _folded = Ordinaries();
        _inBlock = 0;
        _sum = 0;
        _squares = 0;
    }

    private readonly MomentSum Ordinaries() => _inBlock == 0
        ? _folded
        : _folded.Plus(new MomentSum(_inBlock, _origin + (_sum / _inBlock), Math.Max(_squares - (_sum * _sum / _inBlock), 0)));

    private readonly (MomentSum Total, int Exponent) Total()
    {
        MomentSum ordinary = Ordinaries();
        if (_huge.Count == 0)
            return (ordinary, 0);

        var scaled = new MomentSum(
            ordinary.Count, Math.ScaleB(ordinary.Mean, HugeExponent), Math.ScaleB(ordinary.Squares, 2 * HugeExponent));
        return (_huge.Plus(scaled), -HugeExponent);
    }

    private static double Finite(double value) => Math.Min(value, double.MaxValue);
}
