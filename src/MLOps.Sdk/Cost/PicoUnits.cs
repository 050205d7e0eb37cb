namespace MLOps.Sdk.Cost;

/// <summary>Money as integers: 10⁻¹² of a unit of the currency, so that prices per token are exact and sums never round.</summary>
public static class PicoUnits
{
    /// <summary>Pico-units in one unit of the currency.</summary>
    public const long PerUnit = 1_000_000_000_000;

    /// <summary>Stands for "no price is known", which is not free.</summary>
    internal const long Unknown = long.MinValue;

    /// <summary>Units of the currency as pico-units.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, above 9,000,000 units, or finer than a pico-unit.</exception>
    public static long FromDecimal(decimal units)
    {
        if (units is < 0 or > 9_000_000)
            throw new ArgumentOutOfRangeException(nameof(units), units, "A price lies between 0 and 9,000,000 units of the currency.");

        decimal pico = units * PerUnit;
        if (pico != decimal.Truncate(pico))
            throw new ArgumentOutOfRangeException(nameof(units), units, "A price has at most 12 decimals.");
        return (long)pico;
    }

    /// <summary>Pico-units as units of the currency; null when unknown.</summary>
    public static decimal? ToDecimal(long? picoUnits) => picoUnits is null or Unknown ? null : picoUnits.Value / (decimal)PerUnit;
}
