using Microsoft.Extensions.Logging;

namespace MLOps.Sdk.Privacy;

internal static partial class RetentionLog
{
    [LoggerMessage(EventId = 3101, Level = LogLevel.Information, Message = "The retention removed {Removed} predictions; {Held} are due and on hold, {Overdue} of them beyond the ceiling. The store uses {UsedBytes} bytes; the longest slice took {LongestSlice:0.0} ms.")]
    public static partial void Retained(this ILogger logger, long removed, long held, long overdue, long usedBytes, double longestSlice);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Error, Message = "The retention failed ({Failures} times so far) and is tried again: predictions stay longer than they may.")]
    public static partial void RetentionFailed(this ILogger logger, Exception fault, long failures);
}
