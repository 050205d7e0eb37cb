using Microsoft.AspNetCore.Http.HttpResults;
using MLOps.Sdk;
using WebApi;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services
    .AddModelOps(options => builder.Configuration.Bind("ModelOps", options))
    .AddModel<Payment, double>("fraud", FraudModel.Score, model => model
        .Feature(p => p.Amount).Feature(p => p.Distance).Category(p => p.Merchant)
        .CostPerCall(0.00001m));

WebApplication app = builder.Build();

app.MapPost("/payments", async (Payment payment, IPredictor<Payment, double> fraud, CancellationToken cancellationToken) =>
{
    Prediction<double> score = await fraud.PredictAsync(payment, cancellationToken);
    string action = score >= 0.8 ? "block" : "allow";
    score.RecordAction(action, rule: "score >= 0.8");
    return new Verdict(score.Id.ToString(), score, action);
});

app.MapPut("/payments/{id}/fraud", async Task<Results<NoContent, StatusCodeHttpResult>> (PredictionId id, bool isFraud, IOutcomeRecorder outcomes) =>
    await outcomes.RecordAsync(id, isFraud) ? TypedResults.NoContent() : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable));

app.Run();
