namespace Quickstart.Payments;

/// <summary>How customers and fraudsters behave at some time of the year.</summary>
/// <param name="AmountFactor">How much more is spent than usual.</param>
/// <param name="GiftCardShare">The share of payments for gift cards, which nobody sold before.</param>
internal sealed record Market(double AmountFactor, double GiftCardShare)
{
    public static Market Usual { get; } = new(AmountFactor: 1, GiftCardShare: 0);

    public static Market Holidays { get; } = new(AmountFactor: 1.8, GiftCardShare: 0.15);
}
