namespace MLOps.Sdk.Registry.Rules;

/// <summary>Where an alias has pointed, as a stack: a promotion pushes what it replaces, a rollback takes the top.</summary>
internal static class AliasHistory
{
    /// <summary>
    /// The version to go back to, or null. Going back twice goes back two versions; a promotion after that pushes the
    /// version it finds, so versions that were rolled back are not returned to.
    /// </summary>
    /// <param name="events">The model's events, oldest first.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="current">The version the alias points to now.</param>
    public static string? Previous(IEnumerable<RegistryEvent> events, string alias, string current)
    {
        var stack = new Stack<string>();
        string? at = null;
        foreach (RegistryEvent change in events)
        {
            if (!Moves(change) || change.Alias != alias)
                continue;
            if (change.Kind == RegistryEventKind.Rollback)
                stack.TryPop(out _);
            else if (at is not null && at != change.To)
                stack.Push(at);
            at = change.To;
        }

        // Where aliases are a file, a person may have moved one without an event: what the events end with came before.
        if (at is not null && at != current)
            return at;
        return stack.TryPop(out string? previous) ? previous : null;
    }

    /// <summary>Where the aliases of a model pointed at a moment.</summary>
    public static IReadOnlyDictionary<string, string> At(IEnumerable<RegistryEvent> events, DateTimeOffset at)
    {
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (RegistryEvent change in events)
        {
            if (Moves(change) && change.Time <= at)
                aliases[change.Alias!] = change.To;
        }

        return aliases;
    }

    private static bool Moves(RegistryEvent change) => change.Kind is RegistryEventKind.Promote or RegistryEventKind.Rollback;
}
