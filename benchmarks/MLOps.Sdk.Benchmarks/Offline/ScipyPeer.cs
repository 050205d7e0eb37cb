using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MLOps.Sdk.Benchmarks.Offline;

/// <summary>scipy's two-sample Kolmogorov-Smirnov test, column by column, in a process of its own that reads the same numbers.</summary>
internal static class ScipyPeer
{
    // The time is taken around the test alone: starting, importing and reading do not count.
    private const string Script = """
        import sys, time
        import numpy, scipy.stats
        path, columns, n, m = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
        data = numpy.fromfile(path).reshape(columns, n + m)
        scipy.stats.ks_2samp(data[0, :100], data[0, n:n + 100])
        start = time.perf_counter()
        figures = [scipy.stats.ks_2samp(row[:n], row[n:]) for row in data]
        print(time.perf_counter() - start, *[f.statistic for f in figures])
        """;

    /// <summary>Seconds and statistics; null where Python with scipy is not to be had.</summary>
    public static (double Seconds, double[] Statistics)? Run(string data, int referenceRows, int rows)
    {
        foreach (string python in (ReadOnlySpan<string>)["python3", "/usr/bin/python3"])
        {
            if (TryRun(python, [data, .. new[] { OfflineData.Columns, referenceRows, rows }.Select(static number => number.ToString(CultureInfo.InvariantCulture))]) is { } output)
            {
                double[] numbers = [.. output.Split(' ').Select(static text => double.Parse(text, CultureInfo.InvariantCulture))];
                return (numbers[0], numbers[1..]);
            }
        }

        return null;
    }

    private static string? TryRun(string python, string[] arguments)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(python, ["-c", Script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true });
            string? output = process?.StandardOutput.ReadToEnd();
            process?.WaitForExit();
            return process?.ExitCode == 0 ? output!.Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
