using Microsoft.Extensions.Logging;

namespace MLOps.Sdk.Registry.Rules;

/// <summary>Raises a registry's event: one handler that throws neither undoes the change nor silences the others.</summary>
internal static partial class ChangeNotice
{
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
