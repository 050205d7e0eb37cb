using MLOps.Sdk;
using Quickstart.Payments;

namespace Quickstart.Serving;

/// <summary>What an app does with a model: ask, decide, say what was done.</summary>
internal sealed class Checkout(IPredictor<Payment, float> fraud)
{
    public async ValueTask<Decision> DecideAsync(Payment payment, CancellationToken cancellationToken = default)
    {
        Prediction<float> score = await fraud.PredictAsync(payment, cancellationToken);
        bool block = score >= 0.5f;
        score.RecordAction(block ? "block" : "allow", rule: "score >= 0.5");
        return new Decision(score.Id, score.Version, block);
    }
}

/// <summary>What was decided, and the prediction behind it.</summary>
internal readonly record struct Decision(PredictionId Prediction, string? Version, bool Blocked);
