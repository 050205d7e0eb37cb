using MLOps.Sdk.Features;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.OnnxRuntime.Tests.Support;

/// <summary>Declared features for tests.</summary>
internal static class TestFeatures
{
    /// <summary>An input type with numbers and categories.</summary>
    public sealed record Payment(double Amount, double Hour, string? Merchant, string? Country = null);

    /// <summary>Numbers only, read from a vector.</summary>
    public static FeatureSet<FeatureVector> Vector(params string[] names) =>
        OnnxFeatures.FromSchema(new ModelSchema("scores", names.Select(name => (name, FeatureKind.Numeric))));

    public static FeatureSet<Payment> PaymentNumbers { get; } = new(
        new ModelSchema("payments", [("amount", FeatureKind.Numeric), ("hour", FeatureKind.Numeric)]), ReadNumbers, []);

    /// <summary>Two numbers, with a category between them.</summary>
    public static FeatureSet<Payment> PaymentMixed { get; } = new(
        new ModelSchema("payments", [("amount", FeatureKind.Numeric), ("merchant", FeatureKind.Categorical), ("hour", FeatureKind.Numeric)]),
        ReadNumbers, [payment => payment.Merchant]);

    /// <summary>Categories only.</summary>
    public static FeatureSet<Payment> PaymentTexts { get; } = new(
        new ModelSchema("payments", [("merchant", FeatureKind.Categorical), ("country", FeatureKind.Categorical)]),
        null, [payment => payment.Merchant, payment => payment.Country]);

    private static void ReadNumbers(Payment payment, Span<double> values)
    {
        values[0] = payment.Amount;
        values[1] = payment.Hour;
    }
}
