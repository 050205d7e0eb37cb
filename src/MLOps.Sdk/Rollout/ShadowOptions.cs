namespace MLOps.Sdk.Rollout;

/// <summary>How a model's shadows run beside it. What they see is decided in the registry (<see cref="Rollouts.StartShadowAsync"/>).</summary>
/// <typeparam name="TInput">What the model is given.</typeparam>
public sealed class ShadowOptions<TInput>
{
    /// <summary>The calls of a shadow at a time, each on a thread of its own.</summary>
    /// <value>1 to 64; default 1.</value>
    public int Concurrency { get; set; } = 1;

    /// <summary>Calls that wait for a shadow, of each thread that predicts; rounded up to a power of two. A full queue drops calls, and counts them.</summary>
    /// <value>2 to 65,536; default 1,024.</value>
    public int Queue { get; set; } = 1_024;

    /// <summary>The most that a shadow may cost within an hour, in units of the currency; beyond it calls are dropped, and counted.</summary>
    /// <value>Above 0; default null: no limit. Needs a model with a price.</value>
    public decimal? CostPerHour { get; set; }

    /// <summary>How far apart two outputs may be that agree.</summary>
    /// <value>0 or more; default 1e-6.</value>
    public double Tolerance { get; set; } = 1e-6;

    /// <summary>Copies an input that the app changes after a call, on the caller's thread. Feature vectors are copied without it.</summary>
    /// <value>Default null: inputs are not changed after a call.</value>
    public Func<TInput, TInput>? Copy { get; set; }

    internal void Check(string model, bool hasPrice)
    {
        Require(Concurrency is >= 1 and <= 64, model, $"Concurrency is {Concurrency}; it must be 1 to 64");
        Require(Queue is >= 2 and <= 65_536, model, $"Queue is {Queue}; it must be 2 to 65,536");
        Require(CostPerHour is null or > 0, model, $"CostPerHour is {CostPerHour}; it must be above 0, or null");
        Require(Tolerance >= 0, model, $"Tolerance is {Tolerance}; it must be 0 or more");
        Require(CostPerHour is null || hasPrice, model, $"CostPerHour is {CostPerHour}, and the model has no price: an unknown cost keeps to no limit. Declare one with CostPerCall, CostPerSecond or Cost");
    }

    private static void Require(bool holds, string model, FormattableString message)
    {
        if (!holds)
            throw new InvalidOperationException($"Model '{model}': ShadowOptions.{FormattableString.Invariant(message)}.");
    }
}
