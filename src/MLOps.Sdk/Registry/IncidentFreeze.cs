using System.Text.Json.Nodes;

namespace MLOps.Sdk.Registry;

/// <summary>Stops promotions of a model during an incident.</summary>
public static class IncidentFreeze
{
    /// <summary>Freezes a model. The event keeps where its aliases point and the hash of its history, before anybody changes more.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="reason">Why; kept for ever.</param>
    /// <param name="actor">Who. Default: the user and machine of the process.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<RegistryEvent> FreezeAsync(
        this IModelRegistry registry, string model, string reason, string? actor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        IReadOnlyList<RegistryEvent> events = await registry.GetHistoryAsync(model, cancellationToken).ConfigureAwait(false);
        var aliases = new JsonObject();
        foreach ((string alias, string version) in Rules.AliasHistory.At(events, DateTimeOffset.MaxValue))
            aliases[alias] = version;
        var evidence = new JsonObject
        {
            ["aliases"] = aliases,
            ["events"] = events.Count,
            ["lastHash"] = events.Count == 0 ? null : events[^1].Hash,
            ["intact"] = RegistryChain.FirstBroken(events) is null,
        };
        return await registry.RecordAsync(
            new RegistryNote(model, RegistryEventKind.Freeze, reason) { Actor = actor, Data = evidence.ToJsonString() }, cancellationToken).ConfigureAwait(false);
    }
}
