using Microsoft.Extensions.Logging;

namespace MLOps.Sdk.Recording.Pump;

internal static partial class PumpLog
{
    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "The prediction store refused a batch ({Failures} in a row); {Pending} predictions wait, next try in {Delay}.")]
    public static partial void StoreFailed(this ILogger logger, Exception fault, int failures, long pending, TimeSpan delay);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "The prediction store takes batches again after {Failures} failures.")]
    public static partial void StoreRecovered(this ILogger logger, int failures);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error, Message = "A monitor threw ({Faults} times so far); predictions are not affected.")]
    public static partial void MonitorFailed(this ILogger logger, Exception fault, long faults);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Error, Message = "A record could not be stored ({Poisoned} so far) and is counted as lost.")]
    public static partial void RecordPoisoned(this ILogger logger, Exception fault, long poisoned);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Warning, Message = "Took over {Recovered} predictions that an ended process had not stored ({Torn} were unfinished): {Path}")]
    public static partial void Recovered(this ILogger logger, long recovered, long torn, string path);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Warning, Message = "Predictions are carried in plain memory, which a crash of the process loses: {Reason}")]
    public static partial void PlainMemory(this ILogger logger, string reason);

    [LoggerMessage(EventId = 1007, Level = LogLevel.Error, Message = "The pump met a fault of its own and goes on.")]
    public static partial void PumpFault(this ILogger logger, Exception fault);

    [LoggerMessage(EventId = 1008, Level = LogLevel.Warning, Message = "Recording stopped with {Pending} predictions not stored yet; {Outlook}")]
    public static partial void StoppedWithPending(this ILogger logger, long pending, string outlook);

    [LoggerMessage(EventId = 1009, Level = LogLevel.Error, Message = "A monitor was still at work {Patience} after recording stopped; the windows that were open are lost.")]
    public static partial void MonitorsLeftBehind(this ILogger logger, TimeSpan patience);

    [LoggerMessage(EventId = 1010, Level = LogLevel.Error, Message = "The counters of recording are not published: a listener of the app threw when it was told of them.")]
    public static partial void MeterRefused(this ILogger logger, Exception fault);
}
