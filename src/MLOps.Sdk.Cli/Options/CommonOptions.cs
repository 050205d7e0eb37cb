using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MLOps.Sdk.Cli.Options;

/// <summary>Options that several commands share, with the same name and meaning everywhere.</summary>
internal static class CommonOptions
{
    /// <summary>Where a store is when nothing is said: where an app without options keeps it.</summary>
    public const string DefaultStore = "modelops";

    public static Option<string> Store() => NotEmpty(new Option<string>("--store")
    {
        Description = "The directory of the store.",
        HelpName = "DIR",
        DefaultValueFactory = static _ => DefaultStore,
    });

    public static Option<string> Format() => new Option<string>("--format")
    {
        Description = "Tables for people, or one JSON document for scripts.",
        DefaultValueFactory = static _ => OutputFormat.Table,
    }.AcceptOnlyFromAmong(OutputFormat.Table, OutputFormat.Json);

    /// <summary>A text that says something: an empty one comes of a script's variable that is not set.</summary>
    public static Option<string?> Text(string name, string description, string helpName) => NotEmpty(TextOrEmpty(name, description, helpName));

    /// <summary>A text that may be empty.</summary>
    public static Option<string?> TextOrEmpty(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };

    /// <inheritdoc cref="Text"/>
    public static Option<string> RequiredText(string name, string description, string helpName) =>
        NotEmpty(new Option<string>(name) { Description = description, HelpName = helpName, Required = true });

    /// <summary>A number from a least to a greatest value.</summary>
    public static Option<int> Number(string name, string description, int least, int most, int? otherwise = null) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} {least:N0} to {most:N0}."),
        HelpName = "N",
        Required = otherwise is null,
        DefaultValueFactory = otherwise is { } value ? _ => value : null,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
                return number;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it is a whole number from {least} to {most}."));
            return 0;
        },
    };

    /// <summary>A number from a least to a greatest value that may be left out.</summary>
    public static Option<int?> OptionalNumber(string name, string description, string helpName, int least, int most) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
                return number;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it is a whole number from {least} to {most}."));
            return null;
        },
    };

    /// <summary>A finite number within a range.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it says.</param>
    /// <param name="otherwise">What it is when it is not given.</param>
    /// <param name="isInRange">Whether it may be so.</param>
    /// <param name="wanted">What it must be, for the message.</param>
    public static Option<double> Real(string name, string description, double otherwise, Func<double, bool> isInRange, string wanted) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} Default {otherwise}."),
        HelpName = "X",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && isInRange(value))
                return value;
            result.AddError($"{name} is '{text}'; it is {wanted}.");
            return otherwise;
        },
    };

    /// <summary>A moment in ISO 8601; without an offset it is UTC.</summary>
    public static Option<DateTimeOffset?> Moment(string name, string description) => new(name)
    {
        Description = description + " ISO 8601, UTC unless it has an offset.",
        HelpName = "TIME",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment))
                return moment;
            result.AddError($"{name} is '{text}', which is not a moment such as 2026-01-31T18:30:00Z.");
            return null;
        },
    };

    /// <summary>Pairs of key and value; the option may be given several times.</summary>
    public static Option<KeyValuePair<string, string>[]> Pairs(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "K=V",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => [.. result.Tokens.Select(token => Pair(name, token.Value, result))],
        DefaultValueFactory = static _ => [],
    };

    /// <summary>Columns of a file, separated by commas.</summary>
    public static Option<string[]> Columns(string name, string description) => new(name)
    {
        Description = description + ", separated by commas.",
        HelpName = "A,B,C",
        Required = true,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = static result => result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    };

    /// <summary>Refuses no column, and a column named twice.</summary>
    /// <exception cref="CommandFault">It is so.</exception>
    public static void CheckColumns(string option, string[] columns)
    {
        if (columns.Length == 0)
            throw new UsageFault($"{option} names no column. Name those that the model takes, in its order, separated by commas.");
        if (columns.GroupBy(static name => name).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw new UsageFault($"{option} names '{twice.Key}' twice. Remove one.");
    }

    /// <summary>Where the keys of encrypted payloads are.</summary>
    public static Option<string?> KeyFile() => Text("--key-file", "The keys of encrypted payloads: one a line, id and base 64. Without it they are shown as encrypted.", "FILE");

    /// <summary>Where the keys are by which models hash subjects.</summary>
    public static Option<string?> SubjectKeyFile() => Text("--subject-key-file", "The keys by which models hash subjects: one a line, base 64. With it --subject takes the plain text.", "FILE");

    /// <summary>Who asks.</summary>
    public static Option<string?> Actor() => Text("--by", "Who asks. Default: the user and machine.", "NAME");

    /// <summary>A stretch of rows: FROM included, TO excluded, counted from 0; either may be left out.</summary>
    public static Option<RowRange> Rows() => new("--rows")
    {
        Description = "The rows to look at, counted from 0: FROM included, TO excluded, either may be left out. Default: all.",
        HelpName = "FROM:TO",
        DefaultValueFactory = static _ => RowRange.All,
        CustomParser = static result =>
        {
            string text = result.Tokens[0].Value;
            if (RowRange.TryParse(text, out RowRange rows))
                return rows;
            result.AddError($"--rows is '{text}', which is not a stretch such as 30000:45312, 30000: or :10000.");
            return RowRange.All;
        },
    };

    private static TOption NotEmpty<TOption>(TOption option) where TOption : Option
    {
        option.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: var text }] && string.IsNullOrWhiteSpace(text))
                result.AddError($"{result.Option.Name} is empty. Give it a value, or leave it out.");
        });
        return option;
    }

    private static KeyValuePair<string, string> Pair(string name, string text, ArgumentResult result)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            result.AddError($"{name} is '{text}', which is not KEY=VALUE.");
            return default;
        }

        return new(text[..equals], text[(equals + 1)..]);
    }
}
