using Microsoft.Extensions.Logging;

namespace MLOps.Sdk.Serving;

internal static partial class ServingLog
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Model {Model} is now answered by version {Version}; before: {Before}.")]
    public static partial void VersionChanged(this ILogger logger, string model, string? before, string? version);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error, Message = "Model {Model} stays at version {Before}: the champion cannot be loaded.")]
    public static partial void VersionRefused(this ILogger logger, Exception fault, string model, string? before);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Warning, Message = "The reference beside version {Version} of model {Model} cannot be used, so its drift is not watched against it. {Reason}")]
    public static partial void ReferenceNotTaken(this ILogger logger, string version, string model, string reason);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Warning, Message = "The reference of model {Model}, signal {Signal}: {Doubt}.")]
    public static partial void DoubtfulReference(this ILogger logger, string model, string signal, string doubt);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "The registry {Location} does not answer; the versions that answer go on.")]
    public static partial void RegistryAway(this ILogger logger, Exception fault, string location);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Error, Message = "Model {Model} does not follow its rollout: {Error}")]
    public static partial void VariantRefused(this ILogger logger, string model, string error);
}
