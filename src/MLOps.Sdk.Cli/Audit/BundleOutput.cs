using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Audit;

/// <summary>What a bundle proves beyond its records: how much of its window of time it shows.</summary>
internal static class BundleOutput
{
    /// <summary>Writes the members into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, BundleVerification verification)
    {
        json.WriteNumber("chainRecords", verification.ChainRecords);
        if (verification.IsComplete is { } complete)
            json.WriteBoolean("complete", complete);
        else
            json.WriteNull("complete");
        if (verification.Window is not { } window)
        {
            json.WriteNull("window");
            return;
        }

        json.WriteStartObject("window");
        json.WriteNumber("first", window.First);
        json.WriteNumber("last", window.Last);
        json.WriteNumber("included", window.Included);
        json.WriteNumber("withheld", window.Withheld);
        json.WriteNumber("removed", window.Removed);
        json.WriteEndObject();
    }

    /// <summary>Says it to people.</summary>
    public static void Note(Terminal terminal, BundleVerification verification)
    {
        if (verification.IsValid && verification.Window is { } window)
        {
            terminal.WriteNote(window.Withheld == 0
                ? string.Create(CultureInfo.InvariantCulture, $"Complete: every prediction that was chained between positions {window.First:N0} and {window.Last:N0} is here, but for {window.Removed:N0} lawfully removed records.")
                : string.Create(CultureInfo.InvariantCulture, $"Of {window.Withheld:N0} predictions between positions {window.First:N0} and {window.Last:N0} only the commitments are here: ask for them if it matters what they are."));
        }
    }
}
