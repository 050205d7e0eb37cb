using System.CommandLine;
using System.Globalization;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Cli.Rollouts;

/// <summary><c>--variant A=1:0.5 --variant B=2:0.5</c>: named variants with their versions and shares, the champion's first.</summary>
internal static class VariantOption
{
    public static Option<RolloutVariant[]> Create() => new("--variant")
    {
        Description = "A variant: its name, its version and its share of the calls. Two or more, the champion's first; the shares are together 1.",
        HelpName = "NAME=VERSION:SHARE",
        Arity = ArgumentArity.OneOrMore,
        Required = true,
        CustomParser = static result =>
        {
            var variants = new List<RolloutVariant>();
            foreach (System.CommandLine.Parsing.Token token in result.Tokens)
            {
                if (TryParse(token.Value, out RolloutVariant? variant))
                    variants.Add(variant!);
                else
                    result.AddError($"--variant is '{token.Value}', which is not NAME=VERSION:SHARE, such as B=2:0.5.");
            }

            return [.. variants];
        },
    };

    // A version may have colons, a name no equals sign. One that is empty is for the plan to refuse, which says whose it is.
    private static bool TryParse(string text, out RolloutVariant? variant)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal), colon = text.LastIndexOf(':');
        bool isOne = equals >= 0 && colon > equals;
        double share = 0;
        isOne = isOne && double.TryParse(text.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out share);
        variant = isOne ? new RolloutVariant(text[..equals], text[(equals + 1)..colon], share) : null;
        return isOne;
    }
}
