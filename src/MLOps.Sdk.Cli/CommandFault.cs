namespace MLOps.Sdk.Cli;

/// <summary>Something cannot be done; the message says what, and what to do next. Ends the tool with <see cref="ExitCode.Fault"/>.</summary>
internal sealed class CommandFault : Exception
{
    public CommandFault(string message) : base(message)
    {
    }

    public CommandFault(string message, Exception? innerException) : base(message, innerException)
    {
    }

    public CommandFault()
    {
    }
}
