using System.Collections.Immutable;

namespace MLOps.Sdk.Drift.References;

/// <summary>The references in force. Written by any thread, read by the pump's without a lock.</summary>
internal sealed class ReferenceTable
{
    private sealed record State(int Generation, ImmutableDictionary<(string Model, string? Version), ReferenceProfile> Profiles);

    // Replaced whole by compare-and-set; a reader sees one state or the next, never a mixture.
    private State _state = new(0, ImmutableDictionary<(string, string?), ReferenceProfile>.Empty);

    /// <summary>Changes whenever a reference does.</summary>
    public int Generation => Volatile.Read(ref _state).Generation;

    public void Set(string model, string? version, ReferenceProfile profile)
    {
        State seen;
        State next;
        do
        {
            seen = Volatile.Read(ref _state);
            next = new State(seen.Generation + 1, seen.Profiles.SetItem((model, version), profile));
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _state, next, seen), seen));
    }

    /// <summary>The version's own reference, or the model's, or none; and the generation it belongs to.</summary>
    public (ReferenceProfile? Profile, int Generation) Find(string model, string version)
    {
        State state = Volatile.Read(ref _state);
        ReferenceProfile? profile = state.Profiles.GetValueOrDefault((model, version)) ?? state.Profiles.GetValueOrDefault((model, null));
        return (profile, state.Generation);
    }
}
