using MLOps.Sdk.Registry.Rules;

namespace MLOps.Sdk.Registry;

/// <summary>Questions that the history of a model answers, for every provider alike.</summary>
public static class RegistryHistory
{
    /// <summary>The version that an alias pointed to at a moment: what served then. Null when it pointed to none.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="at">The moment; a change at that very moment counts.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<ModelVersion?> ResolveAtAsync(
        this IModelRegistry registry, string model, DateTimeOffset at, string alias = ModelAlias.Champion, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        IReadOnlyDictionary<string, string> aliases = AliasHistory.At(await registry.GetHistoryAsync(model, cancellationToken).ConfigureAwait(false), at);
        if (!aliases.TryGetValue(alias, out string? version))
            return null;
        ModelVersion? found = await registry.FindAsync(model, version, cancellationToken).ConfigureAwait(false);
        return found is null ? null : found with { Aliases = [.. aliases.Where(pair => pair.Value == version).Select(static pair => pair.Key).Order(StringComparer.Ordinal)] };
    }

    /// <summary>What the history says about a version.</summary>
    public static async ValueTask<VersionFacts> GetFactsAsync(
        this IModelRegistry registry, string model, string version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return VersionFacts.From(await registry.GetHistoryAsync(model, cancellationToken).ConfigureAwait(false), version);
    }

    /// <summary>What promotions of the model need now.</summary>
    public static async ValueTask<PromotionPolicy> GetPolicyAsync(this IModelRegistry registry, string model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return PromotionRules.PolicyOf(await registry.GetHistoryAsync(model, cancellationToken).ConfigureAwait(false));
    }
}
