using System.Globalization;

namespace MLOps.Sdk.Serving.Safety;

/// <summary>What a caller is protected from: a model that hangs, one that is called too often at once, one that fails call after call.</summary>
public sealed class ResilienceOptions
{
    /// <summary>How long a call may take; then it ends with Polly's TimeoutRejectedException, or the fallback answers. Null: for ever.</summary>
    /// <remarks>
    /// A call with a timeout runs on a thread of the pool, so that a model that computes without a pause is left as well. It goes on
    /// there to its end, and is recorded then: what it was given must not be changed meanwhile.
    /// </remarks>
    /// <value>10 ms to 1 day; default null.</value>
    public TimeSpan? Timeout { get; set; }

    /// <summary>The most calls inside at once; another ends with <see cref="CallRejectedException"/>, or the fallback answers. Null: any number.</summary>
    /// <value>At least 1; default null.</value>
    public int? MaximumConcurrency { get; set; }

    /// <summary>The share of failed calls from which no more are made for a while; they end with Polly's BrokenCircuitException, or the fallback answers. Null: never.</summary>
    /// <value>Above 0 and at most 1; default null.</value>
    public double? BreakAt { get; set; }

    /// <summary>The fewest calls within <see cref="SamplingDuration"/> that a share is taken of.</summary>
    /// <value>At least 2; default 20.</value>
    public int MinimumCalls { get; set; } = 20;

    /// <summary>The time over which the share is taken.</summary>
    /// <value>500 ms to 1 day; default 30 seconds.</value>
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long no calls are made; then one is, and decides.</summary>
    /// <value>500 ms to 1 day; default 15 seconds.</value>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What is out of range; null when nothing is.</summary>
    internal string? FailureOf(string model)
    {
        string[] failures =
        [
            .. Require(Timeout is null || (Timeout >= TimeSpan.FromMilliseconds(10) && Timeout <= TimeSpan.FromDays(1)), nameof(Timeout), Timeout, "10 ms to 1 day, or null"),
            .. Require(MaximumConcurrency is null or >= 1, nameof(MaximumConcurrency), MaximumConcurrency, "at least 1, or null"),
            .. Require(BreakAt is null or (> 0 and <= 1), nameof(BreakAt), BreakAt, "above 0 and at most 1, or null"),
            .. Require(MinimumCalls >= 2, nameof(MinimumCalls), MinimumCalls, "at least 2"),
            .. Require(SamplingDuration >= TimeSpan.FromMilliseconds(500) && SamplingDuration <= TimeSpan.FromDays(1), nameof(SamplingDuration), SamplingDuration, "500 ms to 1 day"),
            .. Require(BreakDuration >= TimeSpan.FromMilliseconds(500) && BreakDuration <= TimeSpan.FromDays(1), nameof(BreakDuration), BreakDuration, "500 ms to 1 day"),
        ];
        return failures.Length == 0 ? null : $"Model '{model}': {string.Join(' ', failures)}";
    }

    private static string[] Require(bool holds, string option, object? value, string range) =>
        holds ? [] : [string.Create(CultureInfo.InvariantCulture, $"ResilienceOptions.{option} is {value}; it must be {range}.")];
}
