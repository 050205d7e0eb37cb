namespace WebApi;

/// <summary>A model that is a method. An ONNX file is added with AddOnnxModel instead.</summary>
internal static class FraudModel
{
    public static double Score(Payment payment)
    {
        double logit = -6 + (payment.Amount / 200) + (payment.Distance / 100) + (payment.Merchant == "gift cards" ? 2 : 0);
        return 1 / (1 + Math.Exp(-logit));
    }
}
