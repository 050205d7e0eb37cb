using Microsoft.Extensions.Logging;

namespace MLOps.Sdk.Retraining;

internal static partial class RetrainingLog
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "Retraining {Run}, {Step}: {Text}")]
    public static partial void StepDone(this ILogger logger, string run, RetrainingStep step, string text);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Error, Message = "Retraining {Run} failed in its step {Step}.")]
    public static partial void StepFailed(this ILogger logger, Exception fault, string run, RetrainingStep step);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Information, Message = "Retraining {Run} ended: {State}. {Text}")]
    public static partial void RunEnded(this ILogger logger, string run, RetrainingState state, string? text);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Information, Message = "{Text}")]
    public static partial void NotBegun(this ILogger logger, string text);

    [LoggerMessage(EventId = 4006, Level = LogLevel.Warning, Message = "A request to retrain {Model} is not taken: many wait already, or the app stops.")]
    public static partial void NotTaken(this ILogger logger, string model);

    [LoggerMessage(EventId = 4005, Level = LogLevel.Error, Message = "The retraining of {Model} could not be looked after; it is tried again.")]
    public static partial void WorkFailed(this ILogger logger, Exception fault, string model);
}
