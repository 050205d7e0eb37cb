using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>
/// Count, mean and sum of squared deviations of finite numbers, mergeable (Chan, Golub and LeVeque 1979). Values are
/// summed in blocks as distances from the first of the block, without a division, and blocks as distances from the first
/// value of all: exact for constants, and precise far from zero. Single owner.
/// </summary>
/// <remarks>
/// Numbers above <see cref="Ordinary"/> are kept apart at a smaller scale, so that squares of 1e308 stay finite.
/// Deviations below 1e-154 have squares of zero.
/// </remarks>
internal struct Moments
{
    /// <summary>The largest magnitude whose square, summed as often as one can count, is finite: 1e140.</summary>
    public const double Ordinary = 1e140;

    /// <summary>The power of two by which larger numbers are scaled down.</summary>
    public const int HugeExponent = -600;

    private const int BlockLength = 512;

    // Means in here are distances from _origin, the first value.
    private MomentSum _folded;
    private double _origin;
    private MomentSum _huge;

    // The open block: sums of distances from its first value.
    private double _first;
    private double _sum;
    private double _squares;
    private int _inBlock;

    public readonly long Count => _folded.Count + _huge.Count + _inBlock;

    /// <summary>The mean; NaN when there is nothing.</summary>
    public readonly double Mean
    {
        get
        {
            (MomentSum total, double origin, int exponent) = Total();
            return total.Count == 0 ? double.NaN : Math.ScaleB(origin + total.Mean, exponent);
        }
    }

    /// <summary>The population standard deviation; NaN when there is nothing.</summary>
    public readonly double StandardDeviation
    {
        get
        {
            (MomentSum total, _, int exponent) = Total();
            return total.Count == 0 ? double.NaN : Finite(Math.ScaleB(Math.Sqrt(total.Squares / total.Count), exponent));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        if (_inBlock == 0)
            _first = value;
        double distance = value - _first;
        _sum += distance;
        _squares += distance * distance;
        if (++_inBlock == BlockLength)
            Fold();
    }

    /// <summary>Adds many at once: four sums side by side, which do not wait for each other.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        while (!values.IsEmpty)
        {
            if (_inBlock == 0)
                _first = values[0];
            ReadOnlySpan<double> some = values[..Math.Min(values.Length, BlockLength - _inBlock)];
            Vector256<double> first = Vector256.Create(_first), sums = Vector256<double>.Zero, squares = Vector256<double>.Zero;
            int i = 0;
            for (; i <= some.Length - Vector256<double>.Count; i += Vector256<double>.Count)
            {
                Vector256<double> distances = Vector256.Create(some[i..]) - first;
                sums += distances;
                squares += distances * distances;
            }

            (_sum, _squares) = (_sum + Vector256.Sum(sums), _squares + Vector256.Sum(squares));
            for (; i < some.Length; i++)
            {
                double distance = some[i] - _first;
                (_sum, _squares) = (_sum + distance, _squares + (distance * distance));
            }

            _inBlock += some.Length;
            if (_inBlock == BlockLength)
                Fold();
            values = values[some.Length..];
        }
    }

    /// <summary>Adds a finite number above <see cref="Ordinary"/>.</summary>
    public void AddHuge(double value) => _huge = _huge.Plus(new MomentSum(1, Math.ScaleB(value, HugeExponent), 0));

    public void Add(in Moments other)
    {
        Fold();
        if (_folded.Count == 0)
            _origin = other.Origin;
        _folded = _folded.Plus(other.Ordinaries(_origin));
        _huge = _huge.Plus(other._huge);
    }

    public void Subtract(in Moments other)
    {
        Fold();
        _folded = _folded.Minus(other.Ordinaries(_origin));
        _huge = _huge.Minus(other._huge);
    }

    public static Moments Of(long count, double mean, double standardDeviation)
    {
        if (Math.Abs(mean) <= Ordinary && standardDeviation <= Ordinary)
            return new Moments { _origin = mean, _folded = new MomentSum(count, 0, standardDeviation * standardDeviation * count) };

        double deviation = Math.ScaleB(standardDeviation, HugeExponent);
        return new Moments { _huge = new MomentSum(count, Math.ScaleB(mean, HugeExponent), deviation * deviation * count) };
    }

    /// <summary>What means are distances from: the first value.</summary>
    private readonly double Origin => _folded.Count == 0 ? _first : _origin;

    private void Fold()
    {
        double origin = Origin;
        _folded = Ordinaries(origin);
        _origin = origin;
        _inBlock = 0;
        _sum = 0;
        _squares = 0;
    }

    /// <summary>All but the huge numbers, with the mean as a distance from <paramref name="origin"/>.</summary>
    private readonly MomentSum Ordinaries(double origin)
    {
        MomentSum folded = _folded with { Mean = _folded.Mean + (_origin - origin) };
        if (_inBlock == 0)
            return folded;

        double mean = (_first - origin) + (_sum / _inBlock);
        return folded.Plus(new MomentSum(_inBlock, mean, Math.Max(_squares - (_sum * _sum / _inBlock), 0)));
    }

    private readonly (MomentSum Total, double Origin, int Exponent) Total()
    {
        double origin = Origin;
        MomentSum ordinary = Ordinaries(origin);
        if (_huge.Count == 0)
            return (ordinary, origin, 0);

        var scaled = new MomentSum(
            ordinary.Count, Math.ScaleB(origin + ordinary.Mean, HugeExponent), Math.ScaleB(ordinary.Squares, 2 * HugeExponent));
        return (_huge.Plus(scaled), 0, -HugeExponent);
    }

    private static double Finite(double value) => Math.Min(value, double.MaxValue);
}
