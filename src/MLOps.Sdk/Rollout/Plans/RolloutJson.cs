using System.Text.Json.Serialization;

namespace MLOps.Sdk.Rollout.Plans;

/// <summary>JSON of plans, without reflection. Nulls are written: a rule that is off is not one that has its default.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RolloutPlan))]
internal sealed partial class RolloutJson : JsonSerializerContext;
