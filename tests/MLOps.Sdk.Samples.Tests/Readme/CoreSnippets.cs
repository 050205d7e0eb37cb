using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Samples.Tests.Readme;

internal static class CoreSnippets
{
    public static void Declare(IServiceCollection services)
    {
        // readme
        services.AddModelOps(options =>
            {
                options.Directory = "/var/lib/shop/modelops";
                options.Drift.WindowRows = 5_000;
            })
            .AddModel<Payment, double>("fraud", model => model
                .Version("rules-1", payment => payment.Amount > 1_000 ? 0.9 : 0.1)
                .Version("rules-2", payment => payment.Distance > 500 ? 0.9 : 0.1)
                .Feature(p => p.Amount).Feature(p => p.Hour).Category(p => p.Merchant)
                .Tag("tenant", p => p.Tenant).Subject(p => p.Customer)
                .Reference("fraud-training.csv")
                .CostPerCall(0.0002m));
        // end
    }

    public static async Task ReadAsync(IPredictionLog log, IDriftReports drift, IModelOps ops, CancellationToken cancellationToken)
    {
        // readme
        PredictionPage page = await log.QueryAsync(new PredictionQuery { Model = "fraud", Tag = ("tenant", "acme") }, cancellationToken);
        IReadOnlyList<UsageRow> costs = await log.UsageAsync(new UsageQuery("fraud", TagKey: "tenant"), cancellationToken);
        foreach (DriftWindow window in drift.Latest("fraud"))
        {
            foreach (SignalDrift signal in window.Signals)
                Console.WriteLine($"{window.To:t} {signal.Signal}: PSI {signal.Statistics.Psi:F3}, KS {signal.Statistics.Ks:F3}");
        }

        RecordingCounts books = ops.Counts;
        Console.WriteLine($"{books.Calls} = {books.Durable} + {books.Pending} + {books.LostTotal}");
        // end
        Console.WriteLine($"{page.Predictions.Count} {costs.Count}");
    }

    public static void WatchQuality(ModelBuilder<Payment, double> model)
    {
        // readme
        model.Quality("fraud-schema.json", quality =>
        {
            quality.Owner = "data-team";
            quality.SilentAfter = TimeSpan.FromMinutes(10);
        });
        // end
    }

    public static void Validate(ModelBuilder<Payment, double> model)
    {
        // readme
        model.Validation(new PerformanceBaseline(Errors: 480, Rows: 10_000));
        // end
    }

    public static async Task EvaluateAsync(IPerformanceReports reports, CancellationToken cancellationToken)
    {
        // readme
        PerformanceReport report = await reports.ReportAsync(new OutcomeQuery("fraud", SegmentTag: "tenant"), cancellationToken: cancellationToken);
        Console.WriteLine($"AUC {report.All.Figures.Classification?.Auc.Value:F3}, {report.All.Unlabelled} still unlabelled, half known after {report.Delay?.Median}");
        // end
    }

    public static void DeclareModes(IModelOpsBuilder builder)
    {
        // readme
        builder.AddModel<Payment, double>("credit", model =>
        {
            model.Version("1", payment => payment.Amount / 1_000);
            model.Audit(AuditFailure.FailCall);              // returns when durable; throws AuditException when that cannot be had
        });
        builder.AddModel<Payment, double>("ranking", model =>
        {
            model.Version("1", payment => payment.Amount / 1_000).Tag("case", payment => payment.Tenant);
            model.Sample(0.05, "case");                      // 5 %, and all that fail, have a case, or follow IRecordingControl.RecordAll
        });
        // end
    }

    public static void CheckHealth(IServiceCollection services)
    {
        // readme
        services.AddHealthChecks().AddModelOps();
        // end
    }

    public static void Alarm(IModelOpsBuilder builder, Pager pager)
    {
        // readme
        builder.AddModel<Payment, double>("fraud", model => model
            .Version("rules-1", payment => payment.Amount > 1_000 ? 0.9 : 0.1)
            .Feature(p => p.Amount).Feature(p => p.Hour)
            .Reference("fraud-training.csv")
            .Alarm(alarm =>
            {
                alarm.Owner = "risk-team";
                alarm.Playbook = "https://wiki.example/fraud-drift";
                alarm.AfterAlarm = AfterAlarm.Rebaseline;
                alarm.Ignore("hour");
            }));
        builder.OnAlert((alert, cancellationToken) => pager.CallAsync(alert.Owner, alert.Message, cancellationToken));
        // end
    }

    public static void Decorate(IModelOpsBuilder builder)
    {
        // readme
        builder.AddModel<Payment, double>("fraud", model =>
        {
            model.Version("1", payment => payment.Amount / 1_000);
            model.Layers.Use(inner => new Capped(inner));
        });
        // end
    }
}

public abstract class Pager
{
    public abstract ValueTask CallAsync(string? whom, string text, CancellationToken cancellationToken);
}

// readme
public sealed class Capped(IPredictor<Payment, double> inner) : DelegatingPredictor<Payment, double>(inner)
{
    public override async ValueTask<Prediction<double>> PredictAsync(Payment input, CancellationToken cancellationToken = default) =>
        Math.Min(await Inner.PredictAsync(input, cancellationToken), 1.0);
}
// end
