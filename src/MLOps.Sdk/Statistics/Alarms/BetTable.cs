using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>
/// What each of a dozen fixed bets pays for a rank. With z the normal score of a rank, bets on location are
/// exp(δz − δ²/2), on scale exp(z²(1 − 1/σ²)/2)/σ: the best there are when normal values shift by δ or spread by σ.
/// </summary>
/// <remarks>
/// A bet pays its mean over a cell of ranks, Φ(z₂ − δ) − Φ(z₁ − δ) over the cell's width (Φ(z₂/σ) − Φ(z₁/σ)), so that
/// its mean over all ranks is 1 exactly, and a row costs a look-up instead of exponentials. Cells are finer than what
/// some hundred rows of a reference can tell apart. Immutable, safe on any thread; 24 KiB once in a process, which a core's
/// nearest cache holds beside what the alarms touch.
/// </remarks>
internal static class BetTable
{
    /// <summary>The bets.</summary>
    public const int Bets = 12;

    private const int Cells = 256;
    private static readonly double[] Shifts = [0.125, -0.125, 0.25, -0.25, 0.5, -0.5, 1, -1];
    private static readonly double[] Spreads = [0.6, 0.8, 1.25, 1.7];
    private static readonly double[] Payments = Fill();

    /// <summary>What the bets pay for a rank: <see cref="Bets"/> numbers from here on.</summary>
    /// <param name="rank">0 to 1; 1 itself is in the last cell.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly double At(double rank)
    {
        // Without a bounds check: ranks are what they are, and behind the last cell it is there once more, for 1 itself.
        int cell = double.ConvertToIntegerNative<int>(rank * Cells);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Payments), cell * Bets);
    }

    private static double[] Fill()
    {
        double[] payments = new double[(Cells + 1) * Bets];
        for (int cell = 0; cell < Cells; cell++)
        {
            double low = Score(cell), high = Score(cell + 1);
            Span<double> row = payments.AsSpan(cell * Bets, Bets);
            for (int i = 0; i < Shifts.Length; i++)
                row[i] = Cells * Between(low - Shifts[i], high - Shifts[i]);
            for (int i = 0; i < Spreads.Length; i++)
                row[Shifts.Length + i] = Cells * Between(low / Spreads[i], high / Spreads[i]);
        }

        payments.AsSpan((Cells - 1) * Bets, Bets).CopyTo(payments.AsSpan(Cells * Bets));
        return payments;
    }

    private static double Score(int boundary) => boundary switch
    {
        0 => double.NegativeInfinity,
        Cells => double.PositiveInfinity,
        _ => NormalScore.Of((double)boundary / Cells),
    };

    /// <summary>The standard normal probability between two scores, from the tail that keeps its digits.</summary>
    private static double Between(double low, double high) => low > 0
        ? Means.NormalUpperTail(low) - Means.NormalUpperTail(high)
        : Means.NormalUpperTail(-high) - Means.NormalUpperTail(-low);
}
