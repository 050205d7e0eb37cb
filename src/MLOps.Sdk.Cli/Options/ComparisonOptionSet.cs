using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Statistics.Distances;
using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Cli.Options;

/// <summary>The options that say how columns are compared.</summary>
internal sealed class ComparisonOptionSet
{
    private readonly Option<ColumnBins> _bins = new("--bins")
    {
        Description = "Bins of numbers: 10 (equal shares of the reference), width:10, sturges, or edges:1,2.5,7.",
        HelpName = "RULE",
        DefaultValueFactory = static _ => ColumnBins.Default,
        CustomParser = static result => ColumnBins.Parse(result.Tokens[0].Value) ?? Wrong<ColumnBins>(result, "a number of bins, quantiles:N, width:N, sturges or edges:A,B,C"),
    };

    private readonly Option<ZeroShares> _zeros = new("--zeros")
    {
        Description = "What stands in for an empty cell in PSI and Kullback-Leibler: floor:0.0001, replace:SHARE, adaptive, or keep.",
        HelpName = "RULE",
        DefaultValueFactory = static _ => ZeroShares.Default,
        CustomParser = static result => Zeros(result.Tokens[0].Value) ?? Wrong<ZeroShares>(result, "floor:SHARE, replace:SHARE, adaptive or keep, with a share above 0 and up to 1"),
    };

    private readonly Option<string[]> _statistics = List("--statistics", "The statistics to compute, separated by commas. Default: all.");

    private readonly Option<Alternative> _alternative = new("--alternative")
    {
        Description = "Which deviations the Mann-Whitney test takes for extreme: two-sided, less or greater.",
        HelpName = "SIDE",
        DefaultValueFactory = static _ => Alternative.TwoSided,
        CustomParser = static result => result.Tokens[0].Value switch
        {
            "two-sided" => Alternative.TwoSided,
            "less" => Alternative.Less,
            "greater" => Alternative.Greater,
            _ => Wrong<Alternative>(result, "two-sided, less or greater"),
        },
    };

    private readonly Option<double> _alpha = CommonOptions.Real(
        "--alpha", "The probability that any column is called drifted when none has.", 0.05, static alpha => alpha is > 0 and < 1, "a probability above 0 and below 1, such as 0.05");

    private readonly Option<double> _tolerance = CommonOptions.Real(
        "--tolerance", "A PSI or KS distance up to this is no drift, however many rows there are.", 0.1, static tolerance => tolerance >= 0, "a number of 0 or more, such as 0.1");

    private readonly Option<double> _missing = CommonOptions.Real(
        "--missing-tolerance", "A change of the share of missing values up to this is no drift.", 0.05, static share => share is >= 0 and <= 1, "a share from 0 to 1, such as 0.05");

    public ComparisonOptionSet() => _statistics.Validators.Add(static result =>
    {
        foreach (string name in result.GetValueOrDefault<string[]>() ?? [])
        {
            if (!ColumnComparer.StatisticNames.Contains(name))
                result.AddError($"There is no statistic '{name}'. The names are: {string.Join(", ", ColumnComparer.StatisticNames)}.");
        }
    });

    public void AddTo(Command command)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[_bins, _zeros, _statistics, _alternative, _alpha, _tolerance, _missing])
            command.Options.Add(option);
    }

    public ComparisonOptions Read(ParseResult parsed) => new()
    {
        Bins = parsed.GetRequiredValue(_bins),
        Zeros = parsed.GetRequiredValue(_zeros),
        Statistics = parsed.GetValue(_statistics) is { Length: > 0 } names ? names.ToHashSet(StringComparer.Ordinal) : null,
        Alternative = parsed.GetRequiredValue(_alternative),
        Alpha = parsed.GetRequiredValue(_alpha),
        Tolerance = parsed.GetRequiredValue(_tolerance),
        MissingTolerance = parsed.GetRequiredValue(_missing),
    };

    /// <summary>A list separated by commas; the option may be given several times.</summary>
    public static Option<string[]> List(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "A,B,C",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = static _ => [],
        CustomParser = static result => [.. result.Tokens.SelectMany(static token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
    };

    private static ZeroShares? Zeros(string text)
    {
        string[] parts = text.Split(':', 2);
        double share = double.TryParse(parts[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is > 0 and <= 1 ? value : 0;
        return parts[0] switch
        {
            "adaptive" => ZeroShares.Adaptive,
            "keep" => ZeroShares.Keep,
            "floor" when share > 0 => ZeroShares.Floor(share),
            "replace" when share > 0 => ZeroShares.Replace(share),
            _ => null,
        };
    }

    private static T Wrong<T>(ArgumentResult result, string wanted)
    {
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} is '{result.Tokens[0].Value}'; it is {wanted}.");
        return default!;
    }
}
