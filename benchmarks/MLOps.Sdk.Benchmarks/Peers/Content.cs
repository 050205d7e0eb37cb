using System.Diagnostics;
using System.Text.Json.Serialization;

namespace MLOps.Sdk.Benchmarks.Peers;

/// <summary>
/// What a record says of a prediction, for every peer alike: who answered, how it went, what it cost, what came out and 16
/// features. The id is the cheapest that there is, a number that counts.
/// </summary>
internal sealed class Content
{
    public long Id { get; set; }

    public string Model { get; init; } = "fraud";

    public string Version { get; init; } = "v1";

    public string Variant { get; init; } = "champion";

    public string Status { get; init; } = "ok";

    public double LatencyMicroseconds { get; set; }

    public double Cost { get; init; } = 0.0002;

    public double Output { get; init; } = 0.8125;

    public double[] Features { get; init; } = [.. Enumerable.Range(0, 16).Select(i => i * 1.1)];

    /// <summary>A call begins: gives the clock.</summary>
    public static long Begin() => Stopwatch.GetTimestamp();

    /// <summary>A call has ended: it gets its id and its latency, as a recorded one does.</summary>
    public void End(long start)
    {
        LatencyMicroseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        Id++;
    }
}

/// <summary>Serialises <see cref="Content"/> with code that the compiler generated.</summary>
[JsonSerializable(typeof(Content))]
internal sealed partial class ContentJson : JsonSerializerContext;
