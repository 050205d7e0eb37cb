using System.Text.Json;

namespace MLOps.Sdk.Registry;

/// <summary>What a promotion to champion needs. Kept in the registry, so that every app and tool keeps to it.</summary>
public sealed record PromotionPolicy
{
    /// <summary>Whether the last gate must have passed. Default false.</summary>
    public bool RequireGate { get; init; }

    /// <summary>How many people must have approved the version. Default 0.</summary>
    public int Approvals { get; init; }

    /// <summary>Whether approvals of whoever registered or promotes the version do not count. Default false.</summary>
    public bool FourEyes { get; init; }

    /// <summary>Whose approvals count; empty: everybody's.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>The policy as it is kept.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RegistryJson.Default.PromotionPolicy);

    /// <summary>Reads a policy as it is kept.</summary>
    /// <exception cref="RegistryException">It is not one.</exception>
    public static PromotionPolicy FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize(json, RegistryJson.Default.PromotionPolicy) ?? new PromotionPolicy();
        }
        catch (JsonException fault)
        {
            throw new RegistryException($"A promotion policy cannot be read: {fault.Message} Set it again with modelops models policy.", fault);
        }
    }
}
