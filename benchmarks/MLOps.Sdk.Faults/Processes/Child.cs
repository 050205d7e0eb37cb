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
    public void Terminate()
    {
        using Process signal = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        signal.WaitForExit();
    }

    /// <summary>Waits until it is gone.</summary>
    /// <exception cref="TimeoutException">It did not end.</exception>
    public void WaitForExit(TimeSpan? patience = null)
    {
        if (!_process.WaitForExit(patience ?? Patience))
            throw new TimeoutException($"Process {_process.Id} did not end within {patience ?? Patience}.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
