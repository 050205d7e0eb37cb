using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Storage;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Replay;

/// <summary>The alarms of a replay; scripts depend on the keys.</summary>
internal static class AlarmReport
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Alert> alarms)
    {
        json.WriteObjects("alarms", alarms, alarm =>
        {
            json.WriteString("signal", alarm.Signal);
            json.WriteString("kind", alarm.Kind);
            json.WriteNumber("row", alarm.Row);
            json.WriteFigure("falseAlarmRate", alarm.FalseAlarmRate);
            json.WriteString("message", alarm.Message);
            json.WritePropertyName("evidence");
            json.WriteRawValue(alarm.Evidence);
        });
    }

    public static Table Table(IReadOnlyList<Alert> alarms)
    {
        Table table = Tables.Create("alarm", " at row", "kind", " false-alarm rate", "what");
        foreach (Alert alarm in alarms)
            table.Row(alarm.Signal, Figures.Of(alarm.Row), alarm.Kind, Figures.Of(alarm.FalseAlarmRate), alarm.Message);
        return table;
    }
}
