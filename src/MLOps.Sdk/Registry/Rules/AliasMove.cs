namespace MLOps.Sdk.Registry.Rules;

/// <summary>The checks of a promotion and of a rollback, the same for every provider. Pure.</summary>
public static class AliasMove
{
    /// <summary>Checks the names and the reason of a promotion.</summary>
    public static void Check(AliasChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        RegistryName.CheckModel(change.Model);
        RegistryName.CheckVersion(change.Version);
        RegistryName.CheckAlias(change.Alias);
        CheckReason(change.Reason, $"promotion of '{change.Model}' to '{change.Version}'");
    }

    /// <summary>Checks the names and the reason of a rollback.</summary>
    public static void Check(Rollback rollback)
    {
        ArgumentNullException.ThrowIfNull(rollback);
        RegistryName.CheckModel(rollback.Model);
        RegistryName.CheckAlias(rollback.Alias);
        CheckReason(rollback.Reason, $"rollback of '{rollback.Model}'");
    }

    /// <summary>The promotion as an event, if the alias points where the caller thinks it does.</summary>
    /// <exception cref="RegistryConflictException">It points elsewhere.</exception>
    /// <exception cref="RegistryRefusedException">The model's policy, a rejection or a freeze says no.</exception>
    public static RegistryEvent Promote(AliasChange change, string? current, IReadOnlyList<RegistryEvent> events, long sequence, DateTimeOffset now)
    {
        Expect(change.Expected, current, change.Model, change.Alias);
        string actor = change.Actor ?? RegistryActor.Default;
        string? gate = PromotionRules.Check(change, events, actor);
        return new RegistryEvent
        {
            Sequence = sequence,
            Time = now,
            Model = change.Model,
            Kind = RegistryEventKind.Promote,
            Alias = change.Alias,
            From = current,
            To = change.Version,
            Actor = actor,
            Reason = change.Reason,
            Gate = gate,
        };
    }

    /// <summary>The rollback as an event, if the alias points where the caller thinks it does and has pointed elsewhere before.</summary>
    /// <exception cref="RegistryConflictException">It points elsewhere.</exception>
    /// <exception cref="RegistryNotFoundException">There is nothing to go back to.</exception>
    public static RegistryEvent GoBack(Rollback rollback, string? current, IEnumerable<RegistryEvent> events, long sequence, DateTimeOffset now)
    {
        if (current is null)
            throw RegistryFault.NoAlias(rollback.Model, rollback.Alias);
        Expect(rollback.Expected, current, rollback.Model, rollback.Alias);
        string previous = AliasHistory.Previous(events, rollback.Alias, current)
            ?? throw RegistryFault.NothingToGoBackTo(rollback.Model, rollback.Alias, current);
        return new RegistryEvent
        {
            Sequence = sequence,
            Time = now,
            Model = rollback.Model,
            Kind = RegistryEventKind.Rollback,
            Alias = rollback.Alias,
            From = current,
            To = previous,
            Actor = rollback.Actor ?? RegistryActor.Default,
            Reason = rollback.Reason,
        };
    }

    private static void Expect(string? expected, string? current, string model, string alias)
    {
        if (expected is not null && expected != (current ?? ""))
            throw RegistryFault.Moved(model, alias, expected, current);
    }

    private static void CheckReason(string? reason, string what)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new RegistryException($"The {what} has no reason. Say why: it is kept for ever.");
    }
}
