using System.Text.Json;

namespace MLOps.Sdk.Registry;

/// <summary>What the history says about one version: verdicts, approvals, rejection, notes, tags. Derived, never stored. Immutable.</summary>
public sealed record VersionFacts
{
    /// <summary>What the last gate said; null when none judged it.</summary>
    public string? Gate { get; init; }

    /// <summary>The evidence of the last gate, as JSON.</summary>
    public string? GateEvidence { get; init; }

    /// <summary>Who approved it since its last rejection.</summary>
    public IReadOnlyList<string> ApprovedBy { get; init; } = [];

    /// <summary>Why it is rejected; null when it is not. A gate passed later, or somebody who decides against it, lifts it.</summary>
    public RegistryEvent? Rejection { get; init; }

    /// <summary>Who registered it.</summary>
    public string? RegisteredBy { get; init; }

    /// <summary>What was said about it, oldest first.</summary>
    public IReadOnlyList<RegistryEvent> Notes { get; init; } = [];

    /// <summary>Tags put on after registration; null for one that was taken off.</summary>
    public IReadOnlyDictionary<string, string?> Tags { get; init; } = new Dictionary<string, string?>();

    /// <summary>Reads the history of a model for one of its versions.</summary>
    public static VersionFacts From(IEnumerable<RegistryEvent> events, string version)
    {
        ArgumentNullException.ThrowIfNull(events);
        var facts = new VersionFacts();
        var approved = new List<string>();
        var notes = new List<RegistryEvent>();
        var tags = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (RegistryEvent change in events)
        {
            if (change.To != version)
                continue;
            switch (change.Kind)
            {
                case RegistryEventKind.Register:
                    facts = facts with { RegisteredBy = change.Actor };
                    break;
                case RegistryEventKind.Gate:
                    facts = facts with { Gate = change.Gate, GateEvidence = change.Data, Rejection = change.Gate == "pass" ? null : facts.Rejection };
                    break;
                case RegistryEventKind.Approve when !approved.Contains(change.Actor):
                    approved.Add(change.Actor);
                    break;
                case RegistryEventKind.Reject:
                case RegistryEventKind.Rollout when change.Gate == "fail": // its canary was rolled back
                    approved.Clear();
                    facts = facts with { Rejection = change };
                    break;
                case RegistryEventKind.Note:
                    notes.Add(change);
                    break;
                case RegistryEventKind.Tag when change.Data is { } json:
                    foreach (JsonProperty tag in JsonDocument.Parse(json).RootElement.EnumerateObject())
                        tags[tag.Name] = tag.Value.GetString();
                    break;
            }
        }

        return facts with { ApprovedBy = approved, Notes = notes, Tags = tags };
    }

    /// <summary>The tags of the version as they are now.</summary>
    public IReadOnlyDictionary<string, string> TagsOf(ModelVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in version.Tags)
            merged[key] = value;
        foreach ((string key, string? value) in Tags)
        {
            if (value is null)
                merged.Remove(key);
            else
                merged[key] = value;
        }

        return merged;
    }
}
