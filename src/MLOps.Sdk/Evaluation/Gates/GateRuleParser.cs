using System.Globalization;
using MLOps.Sdk.Evaluation.Metrics;

namespace MLOps.Sdk.Evaluation.Gates;

/// <summary>Reads the text of a rule.</summary>
internal static class GateRuleParser
{
    private const string Champion = "champion";
    private static readonly string[] Operators = [">=", "<=", ">", "<"];

    public static GateRule Parse(string text)
    {
        string single = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        string comparison = Array.Find(Operators, sign => single.Contains(sign, StringComparison.Ordinal))
            ?? throw Fault(single, "it compares with nothing: write >=, >, <= or <");
        int at = single.IndexOf(comparison, StringComparison.Ordinal);
        GateRule subject = Subject(single, single[..at].Trim());
        (double factor, double offset) = Limit(single, single[(at + comparison.Length)..].Trim());
        return subject with
        {
            Comparison = comparison switch
            {
                ">=" => GateComparison.AtLeast,
                ">" => GateComparison.MoreThan,
                "<=" => GateComparison.AtMost,
                _ => GateComparison.LessThan,
            },
            ChampionFactor = factor,
            Offset = offset,
        };
    }

    private static GateRule Subject(string rule, string text)
    {
        string? column = null;
        int by = text.IndexOf(" by ", StringComparison.OrdinalIgnoreCase);
        if (by >= 0)
        {
            column = text[(by + 4)..].Trim();
            text = text[..by];
        }

        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool gap = words.Length == 2 && words[1].Equals("gap", StringComparison.OrdinalIgnoreCase);
        if (gap && column is null)
            throw Fault(rule, "a gap is between groups: write 'gap by COLUMN'");
        if (words.Length != (gap ? 2 : 1))
            throw Fault(rule, $"'{text}' is not a metric");
        EvaluationMetric metric = EvaluationMetrics.Find(words[0])
            ?? throw Fault(rule, $"'{words[0]}' is not one of the metrics {string.Join(", ", EvaluationMetrics.Names)}");
        return GateRule.Create(rule, metric.Name) with { GroupBy = column, IsGap = gap };
    }

    private static (double Factor, double Offset) Limit(string rule, string text)
    {
        if (!text.StartsWith(Champion, StringComparison.OrdinalIgnoreCase))
            return (0, Number(rule, text));

        string rest = text[Champion.Length..].Trim();
        return rest.Length == 0 ? (1, 0) : rest[0] switch
        {
            '+' => (1, Number(rule, rest[1..])),
            '-' or '−' => (1, -Number(rule, rest[1..])),
            '*' => Number(rule, rest[1..]) is > 0 and var factor ? (factor, 0) : throw Fault(rule, "the champion is multiplied by a number above 0"),
            _ => throw Fault(rule, $"'{rest}' follows the champion: write + 0.01, - 0.01 or * 1.2"),
        };
    }

    private static double Number(string rule, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw Fault(rule, $"'{text.Trim()}' is neither a number nor the champion");

    private static FormatException Fault(string rule, string reason) =>
        new($"'{rule}' is not a rule: {reason}. Rules look like 'accuracy >= 0.8', 'accuracy >= champion - 0.01', 'recall gap by region <= 0.1'.");
}
