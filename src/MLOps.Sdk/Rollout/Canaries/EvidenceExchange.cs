using System.Buffers.Binary;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Rollout.Canaries;

/// <summary>Shares what this process counted of rollouts with the others, and reads what they did. Owned by the controller's thread.</summary>
/// <param name="notes">Where instances meet.</param>
/// <param name="instance">The name of this process, that of a younger one after it in the order of text.</param>
internal sealed class EvidenceExchange(ISharedNotes notes, string instance)
{
    private const string LimitName = "slow-limit";

    private readonly Dictionary<string, byte[]> _shared = new(StringComparer.Ordinal); // the last note of each rollout

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
        string name = EvidenceNote.NameOf(mine.Trial, instance), topic = TopicOf(mine.Trial);
        if (_shared.TryGetValue(topic + name, out byte[]? before) && before.AsSpan().SequenceEqual(note))
            return;
        await notes.PutAsync(topic, name, note, cancellationToken).ConfigureAwait(false);
        _shared.Clear(); // a process counts for few rollouts at a time; what is shared twice does no harm
        _shared[topic + name] = note;
    }

    /// <summary>What all processes counted in the step, this one as it shared it.</summary>
    public async ValueTask<MergedEvidence> MergeAsync(CanaryTrial trial, long? slowLimit, CancellationToken cancellationToken)
    {
        string prefix = EvidenceNote.PrefixOf(trial);
        IReadOnlyList<SharedNote> all = await notes.ListAsync(TopicOf(trial), cancellationToken).ConfigureAwait(false);
        EvidenceNote[] step = [.. all.Where(note => note.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(note => EvidenceNote.From(note, trial.Plan.Variants.Count))];
        return MergedEvidence.Of(trial.Plan, trial.Split, step, slowLimit);
    }

    private static ReadOnlyMemory<byte> BytesOf(long limit)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, limit);
        return bytes;
    }

    private static string TopicOf(CanaryTrial trial) => $"rollout\n{trial.Model}\n{trial.Plan.Name}";
}
