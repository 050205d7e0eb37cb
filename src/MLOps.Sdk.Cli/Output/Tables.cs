using Spectre.Console;

namespace MLOps.Sdk.Cli.Output;

/// <summary>Tables whose cells are text as it is: no markup, no control characters.</summary>
internal static class Tables
{
    /// <summary>Stands for "not known" and "not applicable".</summary>
    public const string Nothing = "-";

    /// <summary>An empty table. A column whose name starts with a space holds numbers and is aligned to the right.</summary>
    public static Table Create(params IEnumerable<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (string column in columns)
        {
            var added = new TableColumn(new Text(column.Trim()));
            table.AddColumn(column.StartsWith(' ') ? added.RightAligned().NoWrap() : added);
        }

        return table;
    }

    /// <summary>Adds a row; null is shown as <see cref="Nothing"/>.</summary>
    public static void Row(this Table table, params IEnumerable<string?> cells) =>
        table.AddRow(cells.Select(static cell => new Text(cell is null ? Nothing : SafeText.Escape(cell))));
}
