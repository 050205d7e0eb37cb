namespace Quickstart.Payments;

/// <summary>Generates payments; the same seed gives the same payments.</summary>
internal sealed class PaymentStream(Market market, int seed)
{
    public const double FraudRate = 0.05;

    private static readonly string[] Countries = ["DE", "FR", "PT"];
    private static readonly string[] HonestMerchants = ["groceries", "groceries", "groceries", "travel", "electronics", "gaming"];
    private static readonly string[] FraudMerchants = ["groceries", "travel", "electronics", "electronics", "gaming", "gaming"];

    private readonly Random _random = new(seed);

    public IEnumerable<LabelledPayment> Take(int count) => Enumerable.Range(0, count).Select(_ => Next());

    private LabelledPayment Next()
    {
        bool isFraud = _random.NextDouble() < FraudRate;
        return new LabelledPayment(isFraud ? Fraud() : Honest(), isFraud);
    }

    private Payment Honest() => new(
        Amount: LogNormal(median: 40, spread: 0.8) * market.AmountFactor,
        Hour: 24 * _random.NextDouble(),
        Distance: Exponential(mean: 8),
        AccountAge: Exponential(mean: 700),
        Velocity: Math.Floor(Exponential(mean: 1.2)),
        Merchant: Merchant(HonestMerchants),
        Country: OneOf(Countries));

    private Payment Fraud() => new(
        Amount: LogNormal(median: 150, spread: 0.9) * market.AmountFactor,
        Hour: _random.NextDouble() < 0.5 ? 6 * _random.NextDouble() : 24 * _random.NextDouble(),
        Distance: Exponential(mean: 60),
        AccountAge: Exponential(mean: 150),
        Velocity: Math.Floor(Exponential(mean: 4)),
        Merchant: Merchant(FraudMerchants),
        Country: OneOf(Countries));

    private string Merchant(string[] usual) => _random.NextDouble() < market.GiftCardShare ? "gift cards" : OneOf(usual);

    private string OneOf(string[] choices) => choices[_random.Next(choices.Length)];

    private double Exponential(double mean) => -mean * Math.Log(1 - _random.NextDouble());

    private double LogNormal(double median, double spread) => median * Math.Exp(spread * Normal());

    /// <summary>A standard normal number (Box and Muller, 1958).</summary>
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
