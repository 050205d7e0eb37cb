using System.Text.Json.Serialization;

namespace MLOps.Sdk.Benchmarks.Peers;

/// <summary>What every peer is given of a prediction: model, version, latency, output and 16 features.</summary>
internal sealed class Content
{
    public string Model { get; init; } = "fraud";

    public string Version { get; init; } = "v1";

    public double LatencyMicroseconds { get; init; } = 1.734;

    public double Output { get; init; } = 0.8125;

    public double[] Features { get; init; } = [.. Enumerable.Range(0, 16).Select(i => i * 1.1)];
}

/// <summary>Serialises <see cref="Content"/> with code that the compiler generated.</summary>
[JsonSerializable(typeof(Content))]
internal sealed partial class ContentJson : JsonSerializerContext;
