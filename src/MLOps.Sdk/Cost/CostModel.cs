namespace MLOps.Sdk.Cost;

/// <summary>What a call used, for a price to be put on it.</summary>
/// <param name="Elapsed">How long the model took.</param>
/// <param name="InputTokens">Tokens in, cached ones included; null when not counted.</param>
/// <param name="OutputTokens">Tokens out, reasoning included; null when not counted.</param>
public readonly record struct CallUsage(TimeSpan Elapsed, long? InputTokens = null, long? OutputTokens = null);

/// <summary>Puts a price on a call. Derive for prices by token or contract; called on the caller's thread, so allocate nothing.</summary>
public abstract class CostModel
{
    /// <summary>No price is known: the cost is unknown, not zero.</summary>
    public static CostModel Unknown { get; } = new UnknownCost();

    /// <summary>The same price for every call.</summary>
    /// <param name="units">Units of the currency, 0 to 9,000,000, with at most 12 decimals.</param>
    public static CostModel PerCall(decimal units) => new PerCallCost(PicoUnits.FromDecimal(units));

    /// <summary>A price for each second of compute.</summary>
    /// <param name="units">Units of the currency per second, 0 to 9,000,000, with at most 12 decimals.</param>
    public static CostModel PerSecond(decimal units) => new PerSecondCost(PicoUnits.FromDecimal(units));

    /// <summary>The cost of every call, or <see cref="PicoUnits.Unknown"/>; null when calls must be asked about one by one.</summary>
    internal virtual long? FixedPicoUnits => null;

    /// <summary>The cost of a call in pico-units of the currency; null when it is not known. Never negative.</summary>
    public abstract long? PicoUnitsOf(in CallUsage usage);

    private sealed class UnknownCost : CostModel
    {
        internal override long? FixedPicoUnits => PicoUnits.Unknown;

        public override long? PicoUnitsOf(in CallUsage usage) => null;
    }

    private sealed class PerCallCost(long picoUnits) : CostModel
    {
        internal override long? FixedPicoUnits => picoUnits;

        public override long? PicoUnitsOf(in CallUsage usage) => picoUnits;
    }

    private sealed class PerSecondCost(long picoUnits) : CostModel
    {
        public override long? PicoUnitsOf(in CallUsage usage) =>
            (long)((Int128)usage.Elapsed.Ticks * picoUnits / TimeSpan.TicksPerSecond);
    }
}
