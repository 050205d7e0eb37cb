namespace MLOps.Sdk.Storage;

/// <summary>Something that happened to the log itself, chained like its records: a start, a gap, an access, an erasure.</summary>
public sealed record LogEvent
{
    /// <summary>A process began to record; the key is the writer's part of its predictions' ids.</summary>
    public const string Start = "start";

    /// <summary>A process ended its recording; the key is that of its start. Told by itself, or by whoever took its channel over.</summary>
    public const string Stop = "stop";

    /// <summary>Predictions were lost before they could be stored; the key is writer and reason.</summary>
    public const string Gap = "gap";

    /// <summary>Somebody read predictions.</summary>
    public const string Access = "access";

    /// <summary>Somebody took predictions out of the store.</summary>
    public const string Export = "export";

    /// <summary>Somebody copied the store.</summary>
    public const string Backup = "backup";

    /// <summary>The store was put back to what a backup held.</summary>
    public const string Restore = "restore";

    /// <summary>Somebody took an extract with its proof out of the store.</summary>
    public const string Bundle = "bundle";

    /// <summary>Records about a subject were erased.</summary>
    public const string Erasure = "erasure";

    /// <summary>Records reached the end of their retention.</summary>
    public const string Retention = "retention";

    /// <summary>A legal hold was set or released.</summary>
    public const string Hold = "hold";

    /// <summary>In the details of an end that somebody else told: when the process was last heard of.</summary>
    internal const string LastHeard = "lastHeard";

    /// <summary>What happened: one of the constants, or a word of your own.</summary>
    public required string Kind { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who: a user, or a process.</summary>
    public required string Actor { get; init; }

    /// <summary>What it is found by, or null.</summary>
    public string? Key { get; init; }

    /// <summary>How many predictions it is about, or null.</summary>
    public long? Count { get; init; }

    /// <summary>Whether <see cref="Count"/> is the total for this kind and key so far: the store keeps what it does not hold yet, and nothing when it holds all.</summary>
    public bool CountIsTotal { get; init; }

    /// <summary>Whether it happens once for this kind and key: the store keeps the first, and what is told again after a crash adds nothing.</summary>
    public bool IsOnce { get; init; }

    /// <summary>More, as a JSON object without personal data.</summary>
    public string Details { get; init; } = "{}";
}

/// <summary>Takes events of the log, on the pump's thread or before it runs, to be stored with the batch at hand.</summary>
public interface IEventSink
{
    /// <summary>Takes an event. Never throws, never waits.</summary>
    void Add(LogEvent happened);
}
