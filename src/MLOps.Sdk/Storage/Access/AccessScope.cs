namespace MLOps.Sdk.Storage;

/// <summary>
/// Who reads the log inside it, and what for: kept with what was read. Flows with the async context; dispose it to end it.
/// </summary>
public sealed class AccessScope : IDisposable
{
    private static readonly AsyncLocal<AccessScope?> Ambient = new();

    private readonly AccessScope? _outer;

    private AccessScope(string? actor, string? purpose, AccessScope? outer)
    {
        _outer = outer;
        Actor = actor ?? outer?.Actor;
        Purpose = purpose ?? outer?.Purpose;
    }

    internal static AccessScope? Current => Ambient.Value;

    /// <summary>Who reads, or null.</summary>
    public string? Actor { get; }

    /// <summary>What for, or null.</summary>
    public string? Purpose { get; }

    /// <summary>Begins a scope inside the current one.</summary>
    /// <param name="actor">Who reads: a user of the app, a service; null for the outer scope's, or <see cref="AccessOptions.Actor"/>.</param>
    /// <param name="purpose">What for, such as "complaint 17", without personal data; null for the outer scope's.</param>
    public static AccessScope Begin(string? actor = null, string? purpose = null)
    {
        var scope = new AccessScope(actor, purpose, Ambient.Value);
        Ambient.Value = scope;
        return scope;
    }

    /// <summary>Goes back to the outer scope.</summary>
    public void Dispose() => Ambient.Value = _outer;
}
