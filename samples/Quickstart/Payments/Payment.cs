namespace Quickstart.Payments;

/// <summary>What the model is asked about.</summary>
/// <param name="Amount">Euros.</param>
/// <param name="Hour">Hour of the day, 0 to 24.</param>
/// <param name="Distance">Kilometres from the payment before.</param>
/// <param name="AccountAge">Days since the account was opened.</param>
/// <param name="Velocity">Payments in the last hour.</param>
/// <param name="Merchant">The kind of merchant.</param>
/// <param name="Country">Where the merchant is; a tag by which costs are summed, not a feature.</param>
internal sealed record Payment(
    double Amount, double Hour, double Distance, double AccountAge, double Velocity, string Merchant, string Country);

/// <summary>A payment and the truth about it, which the shop learns later.</summary>
internal sealed record LabelledPayment(Payment Payment, bool IsFraud);
