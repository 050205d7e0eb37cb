namespace MLOps.Sdk.Recording.Frames;

/// <summary>A version's number in its ring (see <see cref="VersionTable"/>), the part it played and the probability with which it was chosen, in one word.</summary>
internal readonly record struct VersionMark(int Bits)
{
    /// <summary>A propensity is kept as so many parts of 1: hundredths are whole, and so are quarters of thousandths.</summary>
    public const int PropensitySteps = 4_000;

    private const int OrdinalBits = 17, VariantBits = 3;

    /// <param name="ordinal">The version's number, below 131,072.</param>
    /// <param name="variant">The part.</param>
    /// <param name="propensity">Above 0 and at most 1; null when it is not recorded.</param>
    public VersionMark(int ordinal, PredictionVariant variant, double? propensity = null) : this(
        ordinal >> OrdinalBits == 0
            ? ordinal | ((int)variant << OrdinalBits) | (StepOf(propensity) << (OrdinalBits + VariantBits))
            : throw new InvalidOperationException($"The process has loaded {ordinal} versions, and its records can tell {1 << OrdinalBits} apart. Start it anew."))
    {
    }

    public int Ordinal => Bits & ((1 << OrdinalBits) - 1);

    public PredictionVariant Variant => (PredictionVariant)((Bits >>> OrdinalBits) & ((1 << VariantBits) - 1));

    /// <summary>The propensity in parts; 0 when it is not recorded.</summary>
    public int PropensityStep => Bits >>> (OrdinalBits + VariantBits);

    public double? Propensity => PropensityStep == 0 ? null : PropensityStep / (double)PropensitySteps;

    private static int StepOf(double? propensity) =>
        propensity is { } known ? Math.Clamp((int)Math.Round(known * PropensitySteps), 1, PropensitySteps) : 0;
}

/// <summary>How a call ended and what else is true of it, in one word.</summary>
internal readonly record struct CallMark(int Bits)
{
    public CallMark(PredictionStatus status, PredictionFlags flags) : this((int)status | ((int)flags << 8))
    {
    }

    public PredictionStatus Status => (PredictionStatus)(byte)Bits;

    public PredictionFlags Flags => (PredictionFlags)(Bits >>> 8);
}
