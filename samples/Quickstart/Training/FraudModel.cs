using Quickstart.Onnx;
using Quickstart.Payments;

namespace Quickstart.Training;

/// <summary>A fraud model: a logistic regression over five numbers and the kind of merchant.</summary>
internal sealed class FraudModel
{
    private static readonly string[] Merchants = ["electronics", "gaming", "groceries", "travel"];

    private readonly LogisticRegression _regression;

    private FraudModel(LogisticRegression regression) => _regression = regression;

    public static FraudModel Fit(IReadOnlyList<LabelledPayment> payments) => new(LogisticRegression.Fit(
        [.. payments.Select(labelled => Columns(labelled.Payment))], [.. payments.Select(labelled => labelled.IsFraud)]));

    public double Score(Payment payment) => _regression.Predict(Columns(payment));

    /// <summary>The share of payments on whose right side of 0.5 the score is.</summary>
    public double Accuracy(IReadOnlyList<LabelledPayment> payments) =>
        payments.Average(labelled => Score(labelled.Payment) >= 0.5 == labelled.IsFraud ? 1.0 : 0.0);

    public byte[] ToOnnx()
    {
        int numbers = _regression.Weights.Length - Merchants.Length;
        return LogisticRegressionFile.Write(
            _regression.Weights[..numbers], Merchants, _regression.Weights[numbers..], _regression.Intercept);
    }

    private static double[] Columns(Payment payment) =>
    [
        payment.Amount, payment.Hour, payment.Distance, payment.AccountAge, payment.Velocity,
        .. Merchants.Select(merchant => payment.Merchant == merchant ? 1.0 : 0.0),
    ];
}
