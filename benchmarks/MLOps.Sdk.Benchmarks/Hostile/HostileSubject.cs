using System.Diagnostics;
using System.Globalization;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.OnnxRuntime.Format;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Benchmarks.Hostile;

/// <summary>Hostile files against the check, and thousands of damaged ones against the check and the runtime behind it.</summary>
internal sealed class HostileSubject : ISubject
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Name => "hostile";

    public Findings Measure(Effort effort)
    {
        (string Name, byte[] Bytes)[] files = [.. HostileFiles.All];
        string[] accepted = [.. files.Where(static file => !IsRefused(file.Bytes)).Select(static file => file.Name)];
        foreach (string name in accepted)
            Console.Error.WriteLine($"accepted: {name}");

        int mutations = effort.IsShort ? 200 : 10_000;
        Dictionary<string, int> outcomes = Mutate(mutations, out int crashes, out int hangs);
        return new Findings(
        [
            new Figure($"of {files.Length} hostile files: not refused before the runtime saw them", accepted.Length, null, "", Limit.AtMost(0)),
            new Figure($"of {mutations} damaged files: ended the process", crashes, null, "", Limit.AtMost(0)),
            new Figure($"of {mutations} damaged files: ran without an end", hangs, null, "", Limit.AtMost(0)),
            new Figure("refused by the check", outcomes.GetValueOrDefault(HostileChild.Refused), null, ""),
            new Figure("refused by the runtime", outcomes.GetValueOrDefault(HostileChild.RefusedByRuntime), null, ""),
            new Figure("failed when called", outcomes.GetValueOrDefault(HostileChild.Failed), null, ""),
            new Figure("still a model, with other numbers: another SHA-256 than was registered", outcomes.GetValueOrDefault(HostileChild.Answered), null, ""),
        ], []);
    }

    private static bool IsRefused(byte[] bytes)
    {
        try
        {
            OnnxFile.Verify(bytes);
            return false;
        }
        catch (ModelLoadException)
        {
            return true;
        }
    }

    private static Dictionary<string, int> Mutate(int count, out int crashes, out int hangs)
    {
        var outcomes = new Dictionary<string, int>(StringComparer.Ordinal);
        (crashes, hangs) = (0, 0);
        for (int next = 0; next < count;)
        {
            using Process child = Start(next, count);
            bool hung = false;
            while (true)
            {
                Task<string?> line = child.StandardOutput.ReadLineAsync();
                if (!line.Wait(Patience))
                {
                    hung = true;
                    child.Kill();
                    break;
                }

                if (line.Result is not { } outcome)
                    break;
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                next++;
            }

            child.WaitForExit();
            if (next == count)
                break;
            Console.Error.WriteLine($"mutation {next} {(hung ? "ran without an end" : $"ended the process with {child.ExitCode}")}");
            hangs += hung ? 1 : 0;
            crashes += hung ? 0 : 1;
            next++;
        }

        return outcomes;
    }

    private static Process Start(int from, int to)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(HostileSubject).Assembly.Location);
        start.ArgumentList.Add(HostileChild.Command);
        start.ArgumentList.Add(from.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(to.ToString(CultureInfo.InvariantCulture));
        Process child = Process.Start(start)!;
        child.BeginErrorReadLine(); // the runtime complains of every file there
        return child;
    }
}
