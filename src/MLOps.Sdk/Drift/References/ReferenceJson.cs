using System.Buffers;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.References;

/// <summary>Profiles as JSON, written and read by hand: no reflection.</summary>
internal static class ReferenceJson
{
    private const string Format = "mlops-reference";
    private const int FormatVersion = 1;

    public static string Write(ReferenceProfile profile)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("formatVersion", FormatVersion);
            json.WriteString("model", profile.Model);
            json.WriteNumber("rows", profile.Rows);
            json.WriteStartArray("signals");
            foreach (SignalReference signal in profile.Signals)
            {
                json.WriteStartObject();
                json.WriteString("name", signal.Name);
                json.WriteString("kind", signal.Kind == FeatureKind.Numeric ? "numeric" : "categorical");
                if (signal.Autocorrelation is { } resemblance)
                    json.WriteNumber("autocorrelation", resemblance);
                if (signal.Numeric is { } numeric)
                    NumericJson.Write(json, numeric);
                else
                    CategoryJson.Write(json, signal.Categorical!);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (profile.Multivariate is { } multivariate)
            {
                json.WritePropertyName("multivariate");
                MultivariateJson.Write(json, multivariate);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static ReferenceProfile Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return Read(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new ReferenceException($"This is not a reference profile: {fault.Message} Build one from a CSV file, from rows or from the log.", fault);
        }
    }

    private static ReferenceProfile Read(JsonElement root)
    {
        string? format = root.TryGetProperty("format", out JsonElement name) ? name.GetString() : null;
        if (format != Format)
            throw new ReferenceException($"The format is '{format}'; a reference profile has the format '{Format}'.");
        int version = root.GetProperty("formatVersion").GetInt32();
        if (version != FormatVersion)
            throw new ReferenceException($"The profile has format version {version}; this version of the SDK reads version {FormatVersion}. Update the SDK, or build the profile again.");

        var signals = new List<SignalReference>();
        foreach (JsonElement signal in root.GetProperty("signals").EnumerateArray())
        {
            string signalName = signal.GetProperty("name").GetString()!;
            SignalReference read = signal.GetProperty("kind").GetString() == "numeric"
                ? SignalReference.Of(signalName, NumericJson.Read(signal))
                : SignalReference.Of(signalName, CategoryJson.Read(signal));
            signals.Add(signal.TryGetProperty("autocorrelation", out JsonElement resemblance) ? read with { Autocorrelation = resemblance.GetDouble() } : read);
        }

        var profile = new ReferenceProfile(root.GetProperty("model").GetString()!, root.GetProperty("rows").GetInt64(), signals);
        return root.TryGetProperty("multivariate", out JsonElement multivariate) ? profile.With(MultivariateJson.Read(multivariate)) : profile;
    }
}
