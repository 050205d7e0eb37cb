using System.Collections.Concurrent;

namespace MLOps.Sdk.Serving;

/// <summary>The gates of the sampled models, by name.</summary>
internal sealed class SampleGates : IRecordingControl
{
    private readonly ConcurrentDictionary<string, SampleGate> _gates = new(StringComparer.Ordinal);

    /// <summary>Makes a model's gate known.</summary>
    public SampleGate Add(string model, SampleGate gate) => _gates[model] = gate;

    public void RecordAll(string model, TimeSpan duration)
    {
        if (_gates.TryGetValue(model, out SampleGate? gate))
            gate.KeepAll(duration);
    }
}
