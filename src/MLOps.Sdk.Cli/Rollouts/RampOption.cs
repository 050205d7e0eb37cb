using System.CommandLine;
using System.Globalization;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Cli.Rollouts;

/// <summary><c>--steps 0.01:10m,0.05:1h</c>: shares with the least time of each.</summary>
internal static class RampOption
{
    public static Option<RampStep[]> Create() => new("--steps")
    {
        Description = "The ramp: shares between 0 and 1, each with its least time (s, m, h or d), separated by commas. Default: 0.01:10m,0.05:10m,0.25:30m,0.5:30m.",
        HelpName = "SHARE:TIME,…",
        Arity = ArgumentArity.ExactlyOne,
        DefaultValueFactory = static _ => [],
        CustomParser = static result =>
        {
            var steps = new List<RampStep>();
            foreach (string text in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (TryParse(text, out RampStep? step))
                    steps.Add(step!);
                else
                    result.AddError($"--steps has '{text}', which is not SHARE:TIME, such as 0.05:10m.");
            }

            return [.. steps];
        },
    };

    private static bool TryParse(string text, out RampStep? step)
    {
        step = null;
        string[] parts = text.Split(':');
        if (parts.Length != 2 || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double share) || !Durations.TryParse(parts[1], out TimeSpan duration))
            return false;
        step = new RampStep(share, duration);
        return true;
    }
}
