using System.Buffers.Binary;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Rollout.Canaries;

/// <summary>Shares what this process counted of rollouts with the others, and reads what they did. Owned by the controller's thread.</summary>
/// <param name="notes">Where instances meet.</param>
/// <param name="instance">The name of this process, that of a younger one after it in the order of text.</param>
internal sealed class EvidenceExchange(ISharedNotes notes, string instance)
{
    private const string LimitName = "slow-limit";

    private readonly Dictionary<string, (NoteTopic Topic, string Name, byte[] Note)> _shared = new(StringComparer.Ordinal); // the last note about each model

    /// <summary>The limit of slow calls that holds for a rollout: the first that a process proposed. Null while there is none.</summary>
    public async ValueTask<long?> AgreeOnLimitAsync(CanaryEvidence mine, CancellationToken cancellationToken)
    {
        if (mine.Trial.Plan.Rules.SlowTolerance is null)
            return null;
        ReadOnlyMemory<byte>? proposal = mine.SlowLimit is { } limit ? BytesOf(limit) : default(ReadOnlyMemory<byte>?); // a plain null would become empty bytes
        ReadOnlyMemory<byte>? agreed = await notes.AgreeAsync(TopicOf(mine.Trial), LimitName, proposal, cancellationToken).ConfigureAwait(false);
        return agreed is not { } bytes ? null
            : bytes.Length == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(bytes.Span)
            : throw new RegistryException($"The limit of slow calls that was agreed on for rollout '{mine.Trial.Plan.Name}' cannot be read. Remove the note '{LimitName}', or end the rollout with modelops canary abort.");
    }

    /// <summary>Shares what was counted in a step so far, when that is more than before.</summary>
    public async ValueTask ShareAsync(CanaryEvidence mine, CancellationToken cancellationToken)
    {
        byte[] note = EvidenceNote.Of(mine).ToJson();
        string name = EvidenceNote.NameOf(mine.Trial, instance);
        NoteTopic topic = TopicOf(mine.Trial);
        if (_shared.TryGetValue(topic.Model, out (NoteTopic Topic, string Name, byte[] Note) before) && before.Topic == topic && before.Name == name && before.Note.AsSpan().SequenceEqual(note))
            return;
        if (before.Topic != topic)
            await notes.KeepOnlyAsync(topic, cancellationToken).ConfigureAwait(false); // one rollout of a model at a time: those before have ended
        await notes.PutAsync(topic, name, note, cancellationToken).ConfigureAwait(false);
        _shared[topic.Model] = (topic, name, note);
    }

    /// <summary>What all processes counted in the step, this one as it shared it.</summary>
    public async ValueTask<MergedEvidence> MergeAsync(CanaryTrial trial, long? slowLimit, CancellationToken cancellationToken)
    {
        IReadOnlyList<EvidenceNote> step = await ReadAsync(trial, cancellationToken).ConfigureAwait(false);
        return MergedEvidence.Of(trial.Plan, trial.Split, step, slowLimit);
    }

    /// <summary>What each process counted in the step, the oldest process first.</summary>
    public async ValueTask<IReadOnlyList<EvidenceNote>> ReadAsync(CanaryTrial trial, CancellationToken cancellationToken)
    {
        string prefix = EvidenceNote.PrefixOf(trial);
        IReadOnlyList<SharedNote> all = await notes.ListAsync(TopicOf(trial), cancellationToken).ConfigureAwait(false);
        return [.. all.Where(note => note.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(note => EvidenceNote.From(note, trial.Plan.Variants.Count))];
    }

    private static ReadOnlyMemory<byte> BytesOf(long limit)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, limit);
        return bytes;
    }

    private static NoteTopic TopicOf(CanaryTrial trial) => new(trial.Model, trial.Plan.Name);
}
