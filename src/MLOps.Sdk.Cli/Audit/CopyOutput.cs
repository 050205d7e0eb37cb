using System.Text.Json;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Cli.Output;

namespace MLOps.Sdk.Cli.Audit;

/// <summary>What verifying a copy found, as a line for people or JSON for scripts.</summary>
internal static class CopyOutput
{
    public static void Write(Terminal terminal, bool json, ChainVerification verification, string done) =>
        Write(terminal, json, verification.Records, verification.FirstDifference, done);

    public static void Write(Terminal terminal, bool json, long records, ChainDifference? difference, string done, Action<Utf8JsonWriter>? more = null)
    {
        if (json)
        {
            terminal.WriteJson(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("records", records);
                writer.WriteBoolean("valid", difference is null);
                writer.WritePropertyName("firstDifference");
                if (difference is null)
                    writer.WriteNullValue();
                else
                    ChainJson.Write(writer, difference);
                more?.Invoke(writer);
                writer.WriteEndObject();
            });
        }
        else
        {
            terminal.WriteLine(difference is null ? done : FormattableString.Invariant($"NOT VALID at position {difference.Position:N0}: {ChainJson.NameOf(difference.Kind)} {difference.Id}"));
        }
    }
}

/// <summary>Progress that a terminal shows.</summary>
internal sealed class Share(Action<double> done) : IProgress<double>
{
    public void Report(double value) => done(value);
}
