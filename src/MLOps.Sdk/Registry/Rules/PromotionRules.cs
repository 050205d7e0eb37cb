using System.Globalization;

namespace MLOps.Sdk.Registry.Rules;

/// <summary>Whether a version may be promoted, from what the history says. The same for every provider. Pure.</summary>
internal static class PromotionRules
{
    /// <summary>The last policy of a model; one that needs nothing when there is none.</summary>
    public static PromotionPolicy PolicyOf(IEnumerable<RegistryEvent> events) =>
        events.LastOrDefault(static change => change.Kind == RegistryEventKind.Policy)?.Data is { } json ? PromotionPolicy.FromJson(json) : new PromotionPolicy();

    /// <summary>The freeze that holds; null when there is none.</summary>
    public static RegistryEvent? FreezeOf(IEnumerable<RegistryEvent> events) =>
        events.LastOrDefault(static change => change.Kind is RegistryEventKind.Freeze or RegistryEventKind.Thaw) is { Kind: RegistryEventKind.Freeze } freeze ? freeze : null;

    /// <summary>What the promotion's event says of gates.</summary>
    /// <exception cref="RegistryRefusedException">It may not be promoted, and nobody decides against that.</exception>
    public static string? Check(AliasChange change, IReadOnlyList<RegistryEvent> events, string actor)
    {
        VersionFacts facts = VersionFacts.From(events, change.Version);
        if (Refusal(change, events, facts, actor) is not { } refusal)
            return facts.Gate;
        if (string.IsNullOrWhiteSpace(change.Override))
        {
            throw new RegistryRefusedException(
                $"Version '{change.Version}' of model '{change.Model}' cannot be promoted to {change.Alias}: {refusal}. Mend that, or name who decides against it (AliasChange.Override, --override NAME): it is kept for ever.");
        }

        return $"override: {change.Override}";
    }

    private static string? Refusal(AliasChange change, IReadOnlyList<RegistryEvent> events, VersionFacts facts, string actor)
    {
        if (FreezeOf(events) is { } freeze)
            return string.Create(CultureInfo.InvariantCulture, $"the model is frozen since {freeze.Time:u} by {freeze.Actor}: {freeze.Reason}");
        if (facts.Rejection is { } rejection)
            return string.Create(CultureInfo.InvariantCulture, $"it was rejected at {rejection.Time:u} by {rejection.Actor}: {rejection.Reason}");
        PromotionPolicy policy = PolicyOf(events);
        if (change.Alias != ModelAlias.Champion)
            return null;
        if (facts.Gate != "pass" && (policy.RequireGate || facts.Gate is not null))
            return $"{(policy.RequireGate ? "the model's policy asks for a passed gate" : "it did not pass its gate")}, and {(facts.Gate is null ? "no gate has judged it" : $"the last one said '{facts.Gate}'")}";
        int counted = facts.ApprovedBy.Count(approver =>
            (policy.Approvers.Count == 0 || policy.Approvers.Contains(approver)) && !(policy.FourEyes && (approver == facts.RegisteredBy || approver == actor)));
        return counted >= policy.Approvals
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the model's policy asks for {policy.Approvals} approvals{(policy.FourEyes ? " by others than who registers or promotes" : "")}, and {counted} count");
    }
}
