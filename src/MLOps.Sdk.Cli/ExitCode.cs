namespace MLOps.Sdk.Cli;

/// <summary>What the tool tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>It could not be done; the message on stderr says why and what to do next.</summary>
    public const int Fault = 1;

    /// <summary>A gate or a verification said no. Used by those commands alone.</summary>
    public const int Failed = 2;

    /// <summary>A gate could not decide. Used by gates alone.</summary>
    public const int Inconclusive = 3;

    /// <summary>The command line itself is wrong (EX_USAGE of sysexits.h).</summary>
    public const int Usage = 64;

    /// <summary>Stopped by Ctrl+C, as shells report it.</summary>
    public const int Cancelled = 130;
}
