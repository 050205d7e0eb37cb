using System.Diagnostics;

namespace MLOps.Sdk.Benchmarks.Rollouts;

/// <summary>This program in another process, spoken to by lines.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    public ChildProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
    }

    public void Say(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public string Hear()
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        return line.Wait(Patience) && line.Result is { } said ? said : throw new TimeoutException("The other process said nothing for 30 s, or ended.");
    }

    public void Dispose()
    {
        _process.StandardInput.Close(); // its end of the conversation: it leaves
        if (!_process.WaitForExit(Patience))
            _process.Kill();
        _process.Dispose();
    }
}
