using System.Globalization;
using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Hosting;

/// <summary>
/// What is the same for all predictions of a process, once in the log instead of in every row: a prediction belongs to
/// the start whose key is the first half of its id.
/// </summary>
internal static class StartRecord
{
    /// <summary>The end of what <see cref="Of"/> began.</summary>
    public static LogEvent EndOf(PredictionRing ring, TimeProvider time) => new()
    {
        Kind = LogEvent.Stop,
        Time = time.GetUtcNow(),
        Actor = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}"),
        Key = ring.Header.Writer.ToString("x16", CultureInfo.InvariantCulture),
    };

    public static LogEvent Of(PredictionRing ring, ModelOpsOptions options, TimeProvider time) => new()
    {
        Kind = LogEvent.Start,
        Time = time.GetUtcNow(),
        Actor = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}"),
        Key = ring.Header.Writer.ToString("x16", CultureInfo.InvariantCulture),
        Details = EventDetails.Of(
            ("host", Environment.MachineName), ("app", AppDomain.CurrentDomain.FriendlyName), ("currency", options.Currency),
            ("sdk", typeof(StartRecord).Assembly.GetName().Version?.ToString()), ("runtime", Environment.Version.ToString()),
            ("system", options.System), ("purpose", options.Purpose), ("tenant", options.Tenant)),
    };
}
