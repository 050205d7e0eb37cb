namespace MLOps.Sdk;

/// <summary>
/// Tags and a subject for all predictions made inside it, however deep: the tenant of a request, the feature of the
/// product. Flows with the async context; dispose it to end it.
/// </summary>
public sealed class PredictionScope : IDisposable
{
    private static readonly AsyncLocal<PredictionScope?> Ambient = new();
    private static volatile bool s_used;

    private readonly PredictionScope? _outer;

    private PredictionScope(string? subject, KeyValuePair<string, string>[] tags, PredictionScope? outer)
    {
        _outer = outer;
        Subject = subject ?? outer?.Subject;
        Tags = outer is null ? tags : [.. outer.Tags, .. tags];
    }

    /// <summary>Whether any scope was ever begun: until then the caller's path does not look for one.</summary>
    internal static bool IsUsed => s_used;

    internal static PredictionScope? Current => s_used ? Ambient.Value : null;

    /// <summary>Whom the predictions are about, or null.</summary>
    public string? Subject { get; }

    /// <summary>The tags, those of outer scopes first.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; }

    /// <summary>A scope that nothing is inside of, for what is recorded beside a call.</summary>
    internal static PredictionScope Apart(params (string Key, string Value)[] tags) =>
        new(subject: null, Array.ConvertAll(tags, static tag => new KeyValuePair<string, string>(tag.Key, tag.Value)), outer: null);

    /// <summary>Begins a scope inside the current one.</summary>
    /// <param name="subject">Whom the predictions are about; null for the outer scope's.</param>
    /// <param name="tags">Tags, added to the outer scope's.</param>
    public static PredictionScope Begin(string? subject = null, params ReadOnlySpan<(string Key, string Value)> tags)
    {
        var pairs = new KeyValuePair<string, string>[tags.Length];
        for (int i = 0; i < tags.Length; i++)
            pairs[i] = new(tags[i].Key, tags[i].Value);

        var scope = new PredictionScope(subject, pairs, Ambient.Value);
        s_used = true;
        Ambient.Value = scope;
        return scope;
    }

    /// <summary>Goes back to the outer scope.</summary>
    public void Dispose() => Ambient.Value = _outer;
}
