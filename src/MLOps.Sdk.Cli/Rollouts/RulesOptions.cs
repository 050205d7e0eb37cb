using System.CommandLine;
using System.Globalization;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Rollout;

namespace MLOps.Sdk.Cli.Rollouts;

/// <summary>The options that say how a canary is judged.</summary>
internal sealed class RulesOptions
{
    private static readonly CanaryRules Default = new();

    private readonly Option<double> _alpha = Share("--alpha", "The probability that a version which is no worse is ever rolled back.", Default.Alpha);
    private readonly Option<double> _errors = Share("--error-tolerance", "How much higher its share of errors may be.", Default.ErrorTolerance);
    private readonly Option<double> _slow = Share("--slow-tolerance", "How much higher its share of slow calls may be; 1 does not look.", Default.SlowTolerance!.Value);
    private readonly Option<double?> _outcome = new("--outcome-tolerance") { Description = "How much higher its mean loss may be. Default: outcomes are not looked at.", HelpName = "X" };
    private readonly Option<string> _loss = new Option<string>("--loss")
    {
        Description = "How an outcome becomes a loss.",
        DefaultValueFactory = static _ => nameof(OutcomeLoss.Wrong).ToLowerInvariant(),
    }.AcceptOnlyFromAmong([.. Enum.GetNames<OutcomeLoss>().Select(static name => name.ToLowerInvariant())]);

    private readonly Option<int> _minimum = CommonOptions.Number("--minimum-calls", "The fewest calls of each version before any verdict.", 1, 1_000_000_000, (int)Default.MinimumCalls);
    private readonly Option<int> _enough = CommonOptions.Number("--enough-calls", "The calls after which a version that is not shown to be worse passes.", 1, 1_000_000_000, (int)Default.EnoughCalls);

    public IEnumerable<Option> All => [_alpha, _errors, _slow, _outcome, _loss, _minimum, _enough];

    public CanaryRules Read(ParseResult parsed) => new()
    {
        Alpha = parsed.GetRequiredValue(_alpha),
        ErrorTolerance = parsed.GetRequiredValue(_errors),
        SlowTolerance = parsed.GetRequiredValue(_slow) is var slow and < 1 ? slow : null,
        OutcomeTolerance = parsed.GetValue(_outcome),
        Loss = Enum.Parse<OutcomeLoss>(parsed.GetRequiredValue(_loss), ignoreCase: true),
        MinimumCalls = parsed.GetRequiredValue(_minimum),
        EnoughCalls = parsed.GetRequiredValue(_enough),
    };

    /// <summary>An option that is a number, a share mostly.</summary>
    public static Option<double> Share(string name, string description, double otherwise) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} Default {otherwise}."),
        HelpName = "X",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
        {
            if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                return value;
            result.AddError($"{name} is '{result.Tokens[0].Value}', which is not a number such as 0.05.");
            return otherwise;
        },
    };
}
