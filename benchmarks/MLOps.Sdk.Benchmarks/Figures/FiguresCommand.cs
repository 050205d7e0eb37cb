using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using MLOps.Sdk.Benchmarks.Alarms;
using MLOps.Sdk.Benchmarks.Calls;
using MLOps.Sdk.Benchmarks.Cells;
using MLOps.Sdk.Benchmarks.Chain;
using MLOps.Sdk.Benchmarks.Channels;
using MLOps.Sdk.Benchmarks.Faults;
using MLOps.Sdk.Benchmarks.Hostile;
using MLOps.Sdk.Benchmarks.Millions;
using MLOps.Sdk.Benchmarks.Offline;
using MLOps.Sdk.Benchmarks.Onnx;
using MLOps.Sdk.Benchmarks.Oracle;
using MLOps.Sdk.Benchmarks.Peers;
using MLOps.Sdk.Benchmarks.Rollouts;
using MLOps.Sdk.Benchmarks.Signals;
using MLOps.Sdk.Benchmarks.Stores;
using MLOps.Sdk.Benchmarks.Swaps;

namespace MLOps.Sdk.Benchmarks.Figures;

/// <summary><c>figures [--format table|json] [--short] [NAME...]</c>: measures, compares with the limits, prints. Always ends with 0: it informs.</summary>
internal static class FiguresCommand
{
    private static readonly ISubject[] Subjects =
    [
        new CallerSubject(), new ThreadsSubject(), new DriftSubject(), new PeersSubject(), new ChannelSubject(), new CellsSubject(), new SignalsSubject(),
        new StoreSubject(), new ChainSubject(), new OnnxSubject(), new SwapsSubject(),
        new KillSubject(), new PowerCutSubject(), new FaultsSubject(), new MillionsSubject(),
        new OracleSubject(), new OfflineSubject(),
        new HostileSubject(),
        new CanarySubject(), new RacesSubject(), new RouteSubject(), new ShadowSubject(), new RollbackSubject(),
        new AlarmsSubject(),
    ];

    public static void Run(ReadOnlySpan<string> arguments)
    {
        if (!TryParse(arguments, out bool json, out bool isShort, out List<ISubject> chosen, out string? problem))
        {
            Console.Error.WriteLine(problem);
            Console.Error.WriteLine($"Usage: figures [--format table|json] [--short] [NAME...]; names: {string.Join(", ", Subjects.Select(subject => subject.Name))}");
            return;
        }

        var results = new List<(string Subject, Findings Findings)>();
        foreach (ISubject subject in chosen)
        {
            Console.Error.Write($"measuring {subject.Name} ... ");
            long start = Stopwatch.GetTimestamp();
            if (TryMeasure(subject, new Effort(isShort), out Findings? findings))
                results.Add((subject.Name, findings));
            Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        }

        if (json)
            FiguresJson.Write(Console.OpenStandardOutput(), results);
        else
            FiguresTable.Write(Console.Out, results);
    }

    private static bool TryParse(
        ReadOnlySpan<string> arguments, out bool json, out bool isShort, out List<ISubject> chosen, [NotNullWhen(false)] out string? problem)
    {
        (json, isShort, chosen, problem) = (false, false, [], null);
        for (int i = 0; i < arguments.Length && problem is null; i++)
        {
            string argument = arguments[i];
            if (argument == "--short")
                isShort = true;
            else if (argument == "--format" && i + 1 < arguments.Length && arguments[i + 1] is "table" or "json")
                json = arguments[++i] == "json";
            else if (Array.Find(Subjects, subject => subject.Name == argument) is { } subject)
                chosen.Add(subject);
            else
                problem = $"'{argument}' is neither an option nor a subject.";
        }

        if (chosen.Count == 0)
            chosen.AddRange(Subjects.Where(static subject => !subject.IsStudy));
        return problem is null;
    }

    /// <summary>On a thread of its own, which is new to every channel and so gets a lane of its own in the first it records to.</summary>
    private static bool TryMeasure(ISubject subject, Effort effort, [NotNullWhen(true)] out Findings? findings)
    {
        Findings? found = null;
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                found = subject.Measure(effort);
            }
            catch (Exception e)
            {
                fault = e;
            }
        });
        thread.Start();
        thread.Join();
        if (fault is not null)
            Console.Error.WriteLine($"{subject.Name} could not be measured: {fault}");
        findings = found;
        return found is not null;
    }
}
