namespace MLOps.Sdk.Registry;

/// <summary>
/// A registry that also carries short notes between the instances of an app: what each of them counted of a canary, and
/// what they agreed on. Notes are no events: they change often, and nothing is decided by one alone. Safe on any thread,
/// and in any number of processes.
/// </summary>
/// <remarks>
/// Optional for providers: where a registry does not implement it, notes are files in the app's own directory, which the
/// processes of one machine share and which outlive a restart. The model must be registered before notes are put; names of
/// notes are letters of ASCII, digits, dots and hyphens.
/// </remarks>
public interface ISharedNotes
{
    /// <summary>Replaces a note as a whole: whoever reads sees the old one or the new one.</summary>
    /// <param name="topic">What the notes are about.</param>
    /// <param name="name">Which of its notes.</param>
    /// <param name="value">3 kB of ASCII text, or 2 kB of anything, are taken by all providers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask PutAsync(NoteTopic topic, string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default);

    /// <summary>
    /// Puts a note unless it is there: one of several proposals holds for all. Where a provider has no compare-and-set, those
    /// who propose at the same moment may each see their own at first; all of them see the one that holds the next time they ask.
    /// </summary>
    /// <param name="topic">What the notes are about.</param>
    /// <param name="name">Which of its notes.</param>
    /// <param name="proposal">What it is to be; null only asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it is; null when nobody has proposed anything.</returns>
    ValueTask<ReadOnlyMemory<byte>?> AgreeAsync(NoteTopic topic, string name, ReadOnlyMemory<byte>? proposal, CancellationToken cancellationToken = default);

    /// <summary>The notes of a topic, by name (ordinal).</summary>
    ValueTask<IReadOnlyList<SharedNote>> ListAsync(NoteTopic topic, CancellationToken cancellationToken = default);

    /// <summary>Removes the notes of all other topics of the model: what they were about has ended.</summary>
    ValueTask KeepOnlyAsync(NoteTopic topic, CancellationToken cancellationToken = default);
}

/// <summary>What notes are about.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Subject">What of it, such as the name of a rollout; any text.</param>
public readonly record struct NoteTopic(string Model, string Subject);

/// <summary>A note.</summary>
/// <param name="Name">Which of its topic's.</param>
/// <param name="Value">What it says.</param>
public readonly record struct SharedNote(string Name, ReadOnlyMemory<byte> Value);
