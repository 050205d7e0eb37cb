using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Offline;
using MLOps.Sdk.Offline.Diff;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.Quartz;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Retraining.Trainers;
using MLOps.Sdk.Retraining.Trials;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Storage;
using Quartz;

namespace MLOps.Sdk.Samples.Tests.Readme;

/// <summary>The code of the readmes about retraining.</summary>
internal static class RetrainingSnippets
{
    public static void Retrain(IModelOpsBuilder builder)
    {
        // readme
        builder.AddRetraining("fraud", retraining =>
        {
            retraining.TrainWithProcess("python3", "train.py", "{data}", "{model}");
            retraining.Models = new OnnxOfflineModels();
            retraining.Rule("auc >= champion").Rule("recall gap by country <= 0.1");
            retraining.Data.Window = TimeSpan.FromDays(90);
            retraining.Triggers.OnDrift = true;
            retraining.Triggers.NewOutcomes = 10_000;
        });
        // end
    }

    public static void Prefect(RetrainingOptions retraining, IServiceProvider services)
    {
        // readme
        var prefect = new PrefectTrainerOptions(new Uri("http://prefect:4200/api"), "train-fraud/nightly");
        retraining.Trainer = new PrefectTrainer(prefect, services.GetRequiredService<TimeProvider>());
        // end
    }

    public static void Webhook(RetrainingOptions retraining, IServiceProvider services, string secret)
    {
        // readme
        var webhook = new WebhookTrainerOptions(new Uri("https://ml.example/train"), secret) { Callback = new Uri("https://shop.example/retrained") };
        retraining.Trainer = new WebhookTrainer(webhook, services.GetRequiredService<TimeProvider>());
        // end
    }

    public static int CallBack(string directory, string secret, string run, string token, byte[] body)
    {
        // readme
        var callback = new RetrainingCallback(directory, secret);     // of the same store, in whichever process is called back
        return callback.Accept(run, token, body) ? 204 : 404;         // RetrainingException: 400 with its message
        // end
    }

    public static void Trial(IModelOpsBuilder builder)
    {
        // readme
        builder.AddRetraining("fraud", (retraining, services) =>
        {
            retraining.TrainWith(async (job, cancellationToken) =>
            {
                double auc = await Training.FitAsync(job.DataFile, job.Label, job.ModelFile, cancellationToken);
                return new TrainedModel { Metrics = new Dictionary<string, double> { ["auc"] = auc } };
            });
            retraining.Models = new OnnxOfflineModels();
            retraining.Trial = new LiveCanary(services.GetRequiredService<Rollouts>(), services.GetRequiredService<TimeProvider>());
        });
        // end
    }

    private static class Training
    {
        public static Task<double> FitAsync(string data, string label, string model, CancellationToken cancellationToken) =>
            Task.FromResult((double)(data.Length + label.Length + model.Length));
    }

    public static void Elsewhere(IModelOpsBuilder builder, RetrainingCallback callback)
    {
        // readme
        builder.AddRetraining("fraud", (retraining, services) =>
        {
            var airflow = new AirflowTrainerOptions(new Uri("https://airflow.example"), "train_fraud") { User = "modelops", Password = "…" };
            retraining.Trainer = new AirflowTrainer(airflow, services.GetRequiredService<TimeProvider>());
            retraining.Models = new OnnxOfflineModels();
        });
        // end
        _ = callback;
    }

    public static void Protect(IModelOpsBuilder builder)
    {
        // readme
        builder.AddModel<Payment, double>("fraud", model => model
            .Version("1", payment => payment.Amount / 1_000)
            .Resilience(safety => (safety.Timeout, safety.MaximumConcurrency, safety.BreakAt) = (TimeSpan.FromMilliseconds(200), 32, 0.5))
            .Fallback(fallback => fallback.ToPreviousVersion().ToMethod("rules", payment => payment.Amount > 1_000 ? 1 : 0).ToConstant(0.5))
            .WarmUp(new Payment(10, 12, 3)));
        // end
    }

    internal sealed record Payment(double Amount, double Hour, double Distance);

    public static async Task DiffAsync(IPredictionLog log, CancellationToken cancellationToken)
    {
        // readme
        using var candidate = new OfflineModel("rules-3", features => features.Number("amount") > 800 ? 0.9 : 0.1);
        var diff = new ReplayDiff(log, candidate, TimeProvider.System, new DiffOptions { SegmentBy = "tenant" });
        DiffReport report = await diff.RunAsync(new LogStretch("fraud") { From = DateTimeOffset.UtcNow.AddDays(-7) }, cancellationToken: cancellationToken);
        Console.WriteLine($"{report.All.ToPositive + report.All.ToNegative} decided otherwise, {report.All.NowRight} of them right that were wrong");
        // end
    }

    public static void Schedule(IServiceCollection services)
    {
        // readme
        services.AddModelOps()
            .AddRetraining("fraud", retraining => { /* see MLOps.Sdk */ })
            .AddRetrainingSchedule("fraud", "0 0 3 * * ?", TimeZoneInfo.FindSystemTimeZoneById("Europe/Lisbon"));
        // end
    }

    public static void Job(IQuartzBuilder quartz)
    {
        // readme
        quartz.ScheduleJob<RetrainingJob>(
            trigger => trigger.WithCronSchedule("0 0 3 * * ?"),
            job => job.UsingJobData(RetrainingJob.ModelKey, "fraud"));
        // end
    }
}
