using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace MLOps.Sdk.Faults.Kills;

/// <summary>The app that is killed: several threads predict as fast as their pause allows, another one asks what is durable.</summary>
internal static class KillChild
{
    public const string Verb = "kill-child";
    public const string Model = "kill";

    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(2);

    public static void Run(KillLife life)
    {
        using var journal = new AcceptedJournal(life.Journal);
        using ServiceProvider services = Build(life);
        var predictor = services.GetRequiredService<IPredictor<Call, double>>();
        var ops = services.GetRequiredService<IModelOps>();
        for (int thread = 0; thread < life.Threads; thread++)
        {
            int number = thread;
            new Thread(() => Predict(predictor, journal, life, number)) { IsBackground = true }.Start();
        }

        journal.IsRunning = true;
        while (true)
            Acknowledge(ops, journal, life.Threads);
    }

    /// <summary>Starts and stops an app in this process, which finds what killed ones left.</summary>
    public static void StoreWhatWasLeft(KillLife life)
    {
        using ServiceProvider services = Build(life);
        _ = services.GetRequiredService<IPredictor<Call, double>>();
    }

    /// <summary>What the model answers: tells a record that is mixed from two.</summary>
    public static double Answer(Call call) => (call.Life * 1e9) + (call.Thread * 1e7) + call.Number;

    public static ServiceProvider Build(KillLife life)
    {
        var services = new ServiceCollection();
        services.AddModelOps(options =>
        {
            options.Directory = life.Directory;
            options.RegistryPollInterval = TimeSpan.FromHours(1);
            options.Recording.Lanes = life.Lanes;
            options.Recording.LaneBytes = life.LaneBytes;
            options.Recording.MaximumPayloadBytes = 1024;
            options.Recording.BatchRows = life.BatchRows;
            options.Recording.CommitInterval = TimeSpan.FromMilliseconds(life.CommitMilliseconds);
        }).AddModel<Call, double>(Model, Answer, model => model.Feature(call => call.Life).Feature(call => call.Thread).Feature(call => call.Number));
        return services.BuildServiceProvider();
    }

    private static void Predict(IPredictor<Call, double> predictor, AcceptedJournal journal, KillLife life, int thread)
    {
        for (int number = 0; number < AcceptedJournal.CallsPerThread; number++)
        {
            Prediction<double> prediction = predictor.PredictAsync(new Call(life.Number, thread, number)).AsTask().GetAwaiter().GetResult();
            journal.Add(thread, prediction.Id);
            Pause(life.PauseMicroseconds);
        }
    }

    private static void Pause(int microseconds)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMicroseconds < microseconds)
            Thread.SpinWait(10);
    }

    private static void Acknowledge(IModelOps ops, AcceptedJournal journal, int threads)
    {
        Span<int> before = stackalloc int[threads];
        for (int thread = 0; thread < threads; thread++)
            before[thread] = journal.Calls(thread);
        if (!ops.FlushAsync(Forever).GetAwaiter().GetResult())
            throw new TimeoutException("The store took nothing for two minutes.");
        for (int thread = 0; thread < threads; thread++)
            journal.Acknowledge(thread, before[thread]);
        journal.Flushes++;
    }
}

/// <summary>The input of a call: who made it.</summary>
internal readonly record struct Call(double Life, double Thread, double Number);
