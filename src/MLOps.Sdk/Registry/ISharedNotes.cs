namespace MLOps.Sdk.Registry;

/// <summary>
/// A registry that also carries short notes between the instances of an app: what each of them counted of a canary, and
/// what they agreed on. Notes are no events: they change often, and nothing is decided by one alone. Safe on any thread,
/// and in any number of processes.
/// </summary>
/// <remarks>
/// Optional for providers: where a registry does not implement it, notes are files in the app's own directory, which the
/// processes of one machine share and which outlive a restart.
/// </remarks>
public interface ISharedNotes
{
    /// <summary>Replaces a note as a whole: whoever reads sees the old one or the new one.</summary>
    /// <param name="topic">What the notes are about, any text.</param>
    /// <param name="name">Which of its notes: letters of ASCII, digits, dots and hyphens.</param>
    /// <param name="value">At most some kilobytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask PutAsync(string topic, string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default);

    /// <summary>Puts a note unless it is there: of several who propose at once, one holds for all.</summary>
    /// <param name="topic">What the notes are about.</param>
    /// <param name="name">Which of its notes.</param>
    /// <param name="proposal">What it is to be; null only asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it is; null when nobody has proposed anything.</returns>
    ValueTask<ReadOnlyMemory<byte>?> AgreeAsync(string topic, string name, ReadOnlyMemory<byte>? proposal, CancellationToken cancellationToken = default);

    /// <summary>The notes of a topic, by name (ordinal).</summary>
    ValueTask<IReadOnlyList<SharedNote>> ListAsync(string topic, CancellationToken cancellationToken = default);
}

/// <summary>A note.</summary>
/// <param name="Name">Which of its topic's.</param>
/// <param name="Value">What it says.</param>
public readonly record struct SharedNote(string Name, ReadOnlyMemory<byte> Value);
