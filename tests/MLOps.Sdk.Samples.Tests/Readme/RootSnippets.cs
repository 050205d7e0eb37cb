using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Samples.Tests.Readme;

internal static class RootSnippets
{
    public static void Register(IHostApplicationBuilder builder)
    {
        // readme
        builder.Services.AddModelOps()                   // SQLite log and registry under ./modelops
            .AddOnnxModel<Payment, float>("fraud", model => model
                .Feature(p => p.Amount).Feature(p => p.Hour).Feature(p => p.Distance)
                .File("fraud.onnx").Reference("fraud-training.csv").CostPerCall(0.0002m));
        // end
    }

    public static async Task DecideVersionsAsync(IModelRegistry registry)
    {
        // readme
        await registry.PromoteAsync(new AliasChange("fraud", "2", "AUC 0.94, was 0.91"));
        await registry.RollbackAsync(new Rollback("fraud", "blocks twice as many customers"));
        // end
    }

    public static async Task LookBackAsync(IOutcomeRecorder outcomes, IPredictionLog log, PredictionId id)
    {
        // readme
        await outcomes.RecordAsync(id, positive: true);
        LoggedPrediction? prediction = await log.FindAsync(id);   // features, version, cost, action, outcome
        // end
        ArgumentNullException.ThrowIfNull(prediction);
    }
}

// readme
public sealed class Checkout(IPredictor<Payment, float> fraud)
{
    public async Task<bool> AllowAsync(Payment payment, CancellationToken cancellationToken)
    {
        Prediction<float> score = await fraud.PredictAsync(payment, cancellationToken);
        bool allow = score < 0.8f;
        score.RecordAction(allow ? "allow" : "block", rule: "score >= 0.8");
        return allow;
    }
}
// end

public sealed record Payment(double Amount, double Hour, double Distance, string Merchant, string Tenant, string Customer);
