using System.Diagnostics;

namespace MLOps.Sdk.Faults.Processes;

/// <summary>A process of this program that a study starts, and kills when it is done with it.</summary>
internal sealed class Child : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private Child(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public int ProcessId => _process.Id;

    /// <summary>Starts the program beside this assembly.</summary>
    public static Child Start(string verb, string parameters)
    {
        // The runtime that runs this program runs the child; its own quick start matters, its peak speed does not.
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, typeof(Child).Assembly.GetName().Name + ".dll"), verb, parameters },
            Environment = { ["DOTNET_TieredPGO"] = "0", ["DOTNET_TieredCompilation"] = "1" },
        };
        return new Child(Process.Start(start) ?? throw new InvalidOperationException("The child did not start."));
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        WaitForExit();
    }

    /// <summary>Asks it to end, as a service manager does.</summary>
    public void Terminate() => Send("TERM");

    /// <summary>Stops it where it is, all its threads.</summary>
    public void Stop() => Send("STOP");

    /// <summary>Lets it go on.</summary>
    public void Continue() => Send("CONT");

    /// <summary>Whether it ends within a time, which passes if it does not.</summary>
    public bool EndsWithin(TimeSpan time) => _process.WaitForExit(time);

    /// <summary>Waits until it has made a file, or ends without.</summary>
    public void WaitForFile(string file)
    {
        for (long start = Stopwatch.GetTimestamp(); !File.Exists(file);)
        {
            if (EndsWithin(TimeSpan.FromMilliseconds(5)) && !File.Exists(file))
                throw new InvalidOperationException($"The child ended with {ExitCode} and without '{file}'.");
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"Process {_process.Id} did not make '{file}' within {Patience}.");
        }
    }

    /// <summary>Waits until it is gone.</summary>
    /// <exception cref="TimeoutException">It did not end.</exception>
    public void WaitForExit(TimeSpan? patience = null)
    {
        if (!_process.WaitForExit(patience ?? Patience))
            throw new TimeoutException($"Process {_process.Id} did not end within {patience ?? Patience}.");
    }

    private void Send(string signal)
    {
        using Process kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
