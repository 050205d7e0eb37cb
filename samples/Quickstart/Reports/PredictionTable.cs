using System.Globalization;
using MLOps.Sdk.Storage;
using Spectre.Console;

namespace Quickstart.Reports;

/// <summary>One prediction as the log knows it.</summary>
internal static class PredictionTable
{
    public static Table Of(LoggedPrediction prediction)
    {
        Table table = new Table().Title("One prediction, looked up by its id").Border(TableBorder.Rounded).HideHeaders().AddColumns("what", "value");
        table.AddRow("id", prediction.Id.ToString());
        table.AddRow("time", prediction.Time.ToString("O", CultureInfo.InvariantCulture));
        table.AddRow("answered by", $"{prediction.Model} {prediction.Version} in {prediction.Latency.TotalMicroseconds:N1} µs");
        table.AddRow("features", Markup.Escape(string.Join(", ", prediction.Features.Select(feature => $"{feature.Key} {Text(feature.Value)}"))));
        table.AddRow("output", Text(prediction.Output));
        table.AddRow("tags", Markup.Escape(string.Join(", ", prediction.Tags.Select(tag => $"{tag.Key} {tag.Value}"))));
        foreach (LoggedAction action in prediction.Actions)
            table.AddRow("action", Markup.Escape($"{action.Action}, because {action.Rule}"));
        foreach (LoggedOutcome outcome in prediction.Outcomes)
            table.AddRow("outcome", outcome.Value == 1 ? "fraud" : "no fraud");
        return table;
    }

    private static string Text(object? value) => value switch
    {
        null => "missing",
        double number => number.ToString("0.####", CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
