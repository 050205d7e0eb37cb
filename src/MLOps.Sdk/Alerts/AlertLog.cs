using Microsoft.Extensions.Logging;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Alerts;

internal static partial class AlertLog
{
    [LoggerMessage(EventId = 3001, Message = "{Model} version {Version}, {Signal}: {Text} Owner: {Owner}. Playbook: {Playbook}. Evidence: {Evidence}")]
    public static partial void Raised(
        this ILogger logger, LogLevel level, string model, string version, string signal, string text, string owner, string playbook, string evidence);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "The alert handler {Handler} failed; the alert about {Signal} of {Model} is stored.")]
    public static partial void HandlerFailed(this ILogger logger, Exception fault, string handler, string model, string signal);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Error, Message = "{Untold} alerts were stored and not told to handlers: they are slower than alerts come.")]
    public static partial void NotTold(this ILogger logger, long untold);
}

/// <summary>Writes alerts to the app's log: the handler that is always there.</summary>
internal sealed class LogAlertHandler(ILogger<LogAlertHandler> logger) : IAlertHandler
{
    private const string Nobody = "nobody was named";
    private const string None = "none";

    public ValueTask HandleAsync(Alert alert, CancellationToken cancellationToken)
    {
        LogLevel level = alert.Severity switch
        {
            AlertSeverity.Information => LogLevel.Information,
            AlertSeverity.Critical => LogLevel.Critical,
            _ => LogLevel.Warning,
        };
        logger.Raised(level, alert.Model, alert.Version, alert.Signal, alert.Message, alert.Owner ?? Nobody, alert.Playbook ?? None, alert.Evidence);
        return ValueTask.CompletedTask;
    }
}
