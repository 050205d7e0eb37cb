namespace WebApi;

/// <summary>What the model is asked about.</summary>
/// <param name="Amount">Euros.</param>
/// <param name="Distance">Kilometres from the payment before.</param>
/// <param name="Merchant">The kind of merchant.</param>
public sealed record Payment(double Amount, double Distance, string Merchant);

/// <summary>What the shop is told.</summary>
/// <param name="Id">Names the prediction when the truth is reported.</param>
/// <param name="Score">The probability of fraud.</param>
/// <param name="Action">"allow" or "block".</param>
public sealed record Verdict(string Id, double Score, string Action);
