using Microsoft.Extensions.Logging;

namespace MLOps.Sdk.Registry.Rules;

/// <summary>Raises a registry's event: one handler that throws neither undoes the change nor silences the others.</summary>
public static partial class ChangeNotice
{
    /// <summary>Calls every handler.</summary>
    /// <param name="registry">The sender.</param>
    /// <param name="changed">The event; null when nobody listens.</param>
    /// <param name="logger">Told of a handler that fails.</param>
    public static void Raise(object registry, EventHandler? changed, ILogger logger)
    {
        foreach (EventHandler handler in Delegate.EnumerateInvocationList(changed))
        {
            try
            {
                handler(registry, EventArgs.Empty);
            }
            catch (Exception e)
            {
                HandlerFailed(logger, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A handler of the registry's Changed event failed; the change was made.")]
    private static partial void HandlerFailed(ILogger logger, Exception exception);
}
