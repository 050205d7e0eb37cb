namespace MLOps.Sdk.Cli;

/// <summary>The command line contradicts itself or says what no file could make right; the message says what to write instead. Ends the tool with <see cref="ExitCode.Usage"/>.</summary>
internal sealed class UsageFault : Exception
{
    public UsageFault(string message) : base(message)
    {
    }

    public UsageFault(string message, Exception? innerException) : base(message, innerException)
    {
    }

    public UsageFault()
    {
    }
}
