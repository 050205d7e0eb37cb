using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Predictions;

/// <summary>The options that say which predictions a command is about.</summary>
internal sealed class PredictionFilters
{
    private readonly Option<string?> _model = CommonOptions.Text("--model", "Of this model.", "NAME");
    private readonly Option<string?> _version = CommonOptions.Text("--version", "By this version.", "V");
    private readonly Option<DateTimeOffset?> _from = CommonOptions.Moment("--from", "Started at or after this moment.");
    private readonly Option<DateTimeOffset?> _to = CommonOptions.Moment("--to", "Started before this moment.");
    private readonly Option<KeyValuePair<string, string>[]> _tag = CommonOptions.Pairs("--tag", "With this tag.");
    private readonly Option<string?> _subject = CommonOptions.Text("--subject", "About this subject.", "S");
    private readonly Option<string?> _status = CommonOptions.Text("--status", "That ended like this.", "STATUS").AcceptOnlyFromAmong(PredictionWords.Statuses);
    private readonly Option<string?> _action = CommonOptions.Text("--action", "After which the product did this.", "ACTION");
    private readonly Option<ValueRange?> _score = RangeOption("--score", "With an output in this range, such as 0.8..1, 0.8.. or ..0.2; both ends belong to it.");
    private readonly Option<KeyValuePair<string, string>[]> _features = CommonOptions.Pairs("--feature", "With a feature in this range, such as amount=10..20, or of this value, such as merchant=books. May be given several times.");

    public PredictionFilters()
    {
        _tag.Arity = ArgumentArity.ExactlyOne;
        _features.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<KeyValuePair<string, string>[]>() is { Length: > FeatureFilter.Most })
                result.AddError($"--feature may be given {FeatureFilter.Most} times at most.");
        });
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_model, _version, _from, _to, _tag, _subject, _status, _action, _score, _features])
            command.Options.Add(option);
    }

    public PredictionQuery Read(ParseResult parsed)
    {
        KeyValuePair<string, string>[] tags = parsed.GetRequiredValue(_tag);
        return new PredictionQuery
        {
            Model = parsed.GetValue(_model),
            Version = parsed.GetValue(_version),
            From = parsed.GetValue(_from),
            To = parsed.GetValue(_to),
            Tag = tags.Length == 0 ? null : (tags[0].Key, tags[0].Value),
            Subject = parsed.GetValue(_subject),
            Status = parsed.GetValue(_status) is { } status ? PredictionWords.ParseStatus(status) : null,
            Action = parsed.GetValue(_action),
            Output = parsed.GetValue(_score),
            Features = [.. parsed.GetRequiredValue(_features).Select(static pair => new FeatureFilter(pair.Key, ValueRange.TryParse(pair.Value, out ValueRange? range) ? range : null, pair.Value))],
        };
    }

    private static Option<ValueRange?> RangeOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "MIN..MAX",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (ValueRange.TryParse(text, out ValueRange? range))
                return range;
            result.AddError($"{name} is '{text}', which is not a range such as 0.8..1, 0.8.. or ..0.2.");
            return null;
        },
    };
}
