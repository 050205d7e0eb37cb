namespace MLOps.Sdk.Storage;

/// <summary>Which calls to sum.</summary>
/// <param name="Model">The model's name, or null for all.</param>
/// <param name="TagKey">Sum by the values of this tag as well, or null.</param>
/// <param name="From">The earliest start, inclusive.</param>
/// <param name="To">The latest start, exclusive.</param>
public sealed record UsageQuery(string? Model = null, string? TagKey = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>Calls and cost of one model, version and tag value.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's name.</param>
/// <param name="TagValue">The tag's value, or null when not summed by tag or not tagged.</param>
/// <param name="Calls">Predictions.</param>
/// <param name="Failed">Predictions that failed.</param>
/// <param name="UnknownCost">Predictions without a known price: they are not free, so they are counted here.</param>
/// <param name="CostPicoUnits">The sum of the known costs, in pico-units of the currency.</param>
/// <param name="Latency">The sum of the latencies.</param>
public sealed record UsageRow(
    string Model, string Version, string? TagValue, long Calls, long Failed, long UnknownCost, Int128 CostPicoUnits, TimeSpan Latency);
