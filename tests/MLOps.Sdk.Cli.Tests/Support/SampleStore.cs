using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.Cli.Tests.Support;

/// <summary>A small store as an app leaves it: two versions, tags, costs, actions, outcomes, a failed call, drift windows.</summary>
public sealed class SampleStore : IAsyncLifetime
{
    public const int Calls = 130;

    /// <summary>A text that would clear a terminal and colour it, if it got there.</summary>
    public const string Hostile = "\u001b[2J\u001b[31mshop\u0007\u202E";

    private readonly TemporaryDirectory _directory = new();

    public string Path => _directory.Path;

    /// <summary>The prediction with an action and an outcome.</summary>
    public PredictionId Annotated { get; private set; }

    public async Task InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddModelOps(options =>
        {
            options.Directory = Path;
            options.Drift.WindowRows = 50;
        }).AddModel<Payment, double>("fraud", model => model
            .Version("v1", Score).Version("v2", Score)
            .Feature(payment => payment.Amount).Category(payment => payment.Merchant)
            .Tag("tenant", payment => payment.Tenant).Subject(payment => payment.Customer).CostPerCall(0.0002m)
            .Reference(Enumerable.Range(0, 200).Select(i => (new Payment(i % 10, "shop", "acme", "c"), i % 10 / 10.0))));
        await using ServiceProvider app = services.BuildServiceProvider();
        var fraud = app.GetRequiredService<IPredictor<Payment, double>>();

        Prediction<double> first = await fraud.PredictAsync(new Payment(3, Hostile, "acme", "customer-7"));
        first.RecordAction("block", "score >= 0.8");
        await app.GetRequiredService<IOutcomeRecorder>().RecordAsync(first.Id, positive: true);
        Annotated = first.Id;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await fraud.PredictAsync(new Payment(-1, "shop", "acme", null)));
        for (int i = 2; i < Calls; i++)
            await fraud.PredictAsync(new Payment(i % 13, "shop", i % 4 == 0 ? "globex" : "acme", null));
    }

    public Task DisposeAsync()
    {
        _directory.Dispose();
        return Task.CompletedTask;
    }

    private static double Score(Payment payment) => payment.Amount >= 0 ? payment.Amount / 10 : throw new InvalidOperationException("A negative amount.");

    private sealed record Payment(double Amount, string Merchant, string Tenant, string? Customer);
}
