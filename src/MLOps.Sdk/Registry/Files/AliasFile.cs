namespace MLOps.Sdk.Registry.Files;

/// <summary>The contents of <c>aliases.json</c>: what every alias points to, and the change that made it so.</summary>
/// <remarks>Replacing this file commits a change; the event is in it too, so that a crash before it is in the history loses nothing.</remarks>
internal sealed record AliasFile
{
    /// <summary>The number of the last change.</summary>
    public long Revision { get; init; }

    /// <summary>Versions by alias by model.</summary>
    public SortedDictionary<string, SortedDictionary<string, string>> Aliases { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The last change.</summary>
    public RegistryEvent? LastEvent { get; init; }

    public string? VersionOf(string model, string alias) =>
        Aliases.TryGetValue(model, out SortedDictionary<string, string>? aliases) && aliases.TryGetValue(alias, out string? version) ? version : null;

    public IReadOnlyDictionary<string, string> AliasesOf(string model) =>
        Aliases.TryGetValue(model, out SortedDictionary<string, string>? aliases) ? aliases : new Dictionary<string, string>();

    /// <summary>This, after a change.</summary>
    public AliasFile After(RegistryEvent change)
    {
        var aliases = new SortedDictionary<string, SortedDictionary<string, string>>(Aliases, StringComparer.Ordinal);
        if (change.Alias is { } alias)
        {
            SortedDictionary<string, string> own = aliases.TryGetValue(change.Model, out SortedDictionary<string, string>? before)
                ? new(before, StringComparer.Ordinal)
                : new(StringComparer.Ordinal);
            own[alias] = change.To;
            aliases[change.Model] = own;
        }

        return new AliasFile { Revision = change.Sequence, Aliases = aliases, LastEvent = change };
    }
}
