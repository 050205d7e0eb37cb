using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>Writes the alerts of one version: what people read, what scripts read, whose it is. Owned by the monitors' thread.</summary>
internal sealed class DriftAlerts(ServedVersion version, string monitor, DriftAlarmOptions options, IAlertSink sink)
{
    /// <summary>What alerts of the e-mixture of one signal are called.</summary>
    public const string EMixture = "e-mixture";

    /// <summary>What alerts of the mean wealth of all signals are called.</summary>
    public const string EMixtureMean = "e-mixture-mean";

    /// <summary>What alerts of tests of windows are called.</summary>
    public const string Windows = "window-test";

    /// <summary>What alerts of the maximum mean discrepancy are called.</summary>
    public const string Discrepancy = "mmd-test";

    /// <summary>What alerts of thresholds are called.</summary>
    public const string Threshold = "threshold";

    /// <summary>Raises the alarm of one signal.</summary>
    public void Raise(in RaisedSignal raised, double alpha, long microseconds, long row)
    {
        (string name, double logWealth, double logLimit, double effect) = (raised.Signal, raised.LogWealth, raised.LogLimit, raised.Effect);
        string text = string.Create(CultureInfo.InvariantCulture, $"'{name}' has drifted from the reference; the latest rows are {effect:P0} away from it.");
        string evidence = Json(json =>
        {
            Number(json, "logWealth", logWealth);
            Number(json, "logLimit", logLimit);
            Number(json, "effect", effect);
        });
        Add(name, EMixture, alpha, WallTime.Of(microseconds), row, text, evidence);
    }

    /// <summary>Raises the alarm of all signals together.</summary>
    /// <param name="names">Those that e-BH names; at most a share of alpha of them is expected to be named wrongly.</param>
    /// <param name="logMean">The logarithm of the mean wealth.</param>
    /// <param name="alpha">The promised rate.</param>
    /// <param name="microseconds">The record time.</param>
    /// <param name="row">The row.</param>
    public void RaiseAll(IReadOnlyList<string> names, double logMean, double alpha, long microseconds, long row)
    {
        string which = names.Count == 0 ? "no signal alone says so" : string.Join(", ", names);
        string evidence = Json(json =>
        {
            Number(json, "logMeanWealth", logMean);
            Number(json, "logLimit", -Math.Log(alpha));
            json.WriteStartArray("signals");
            foreach (string name in names)
                json.WriteStringValue(name);
            json.WriteEndArray();
        });
        Add(Alert.AllSignals, EMixtureMean, alpha, WallTime.Of(microseconds), row, $"The data have drifted from the reference: {which}.", evidence);
    }

    /// <summary>Raises what the test of a window found.</summary>
    public void RaiseTest(string signal, double pValue, double level, double effect, double alpha, DateTimeOffset time, long row) => Add(
        signal, Windows, alpha, time, row, string.Create(CultureInfo.InvariantCulture, $"'{signal}' has drifted from the reference; the window is {effect:P0} away from it."), Json(json =>
        {
            Number(json, "pValue", pValue);
            Number(json, "level", level);
            Number(json, "effect", effect);
        }));

    /// <summary>Raises what the test of all features, or of an embedding, together found.</summary>
    public void RaiseDiscrepancy(Multivariate.MultivariateReference reference, double pValue, double level, double mmd, double alpha, DateTimeOffset time, long row) => Add(
        reference.DiscrepancyName, Discrepancy, alpha, time, row, reference.Name is null ? "The features go together otherwise than in the reference." : $"The embeddings '{reference.Name}' are spread otherwise than in the reference.", Json(json =>
        {
            Number(json, "pValue", pValue);
            Number(json, "level", level);
            Number(json, "mmd", mmd);
        }));

    /// <summary>Raises what a threshold found; it promises nothing.</summary>
    public void RaiseThreshold(string signal, DriftFigure figure, double value, double threshold, DateTimeOffset time, long row) => Add(
        signal, Threshold, null, time, row, string.Create(CultureInfo.InvariantCulture, $"'{signal}': {figure} is {value:G4}, at least {threshold:G4}."), Json(json =>
        {
            json.WriteString("figure", figure.ToString());
            Number(json, "value", value);
            Number(json, "threshold", threshold);
        }));

    private void Add(string signal, string kind, double? alpha, DateTimeOffset time, long row, string text, string evidence)
    {
        (string? owner, string? playbook, AlertSeverity severity) = options.RouteOf(signal);
        sink.Add(new Alert
        {
            Model = version.Schema.Name,
            Version = version.Version,
            Monitor = monitor,
            Signal = signal,
            Kind = kind,
            Severity = severity,
            Time = time,
            Row = row,
            FalseAlarmRate = alpha,
            Message = text,
            Evidence = evidence,
            Owner = owner,
            Playbook = playbook,
        });
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
