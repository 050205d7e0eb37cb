namespace MLOps.Sdk.Recording.Frames;

/// <summary>A version's number in its ring (see <see cref="VersionTable"/>) and the part it played, in one word.</summary>
internal readonly record struct VersionMark(int Bits)
{
    private const int OrdinalBits = 24;

    public VersionMark(int ordinal, PredictionVariant variant) : this(ordinal | ((int)variant << OrdinalBits))
    {
    }

    public int Ordinal => Bits & ((1 << OrdinalBits) - 1);

    public PredictionVariant Variant => (PredictionVariant)(Bits >>> OrdinalBits);
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
