using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Rollout.Canaries;

/// <summary>Evidence in words and as JSON.</summary>
internal static partial class CanaryText
{
    /// <summary>One line for people: the counts, and what each measure shows.</summary>
    public static string Of(RolloutPlan plan, IReadOnlyList<ArmCounts> arms, IReadOnlyList<CanaryVerdict> verdicts)
    {
        var text = new StringBuilder();
        for (int arm = 0; arm < arms.Count; arm++)
        {
            ArmCounts counts = arms[arm];
            text.Append(CultureInfo.InvariantCulture, $"{(arm == 0 ? "" : "; ")}{plan.Variants[arm].Version}: {counts.Calls} calls, {counts.Errors} errors, {counts.Slow} of {counts.Timed ?? counts.Calls} slow");
            if (counts.Outcomes.Rows > 0)
                text.Append(CultureInfo.InvariantCulture, $", loss {counts.Outcomes.Mean:G4} of {counts.Outcomes.Rows} outcomes");
        }

        foreach ((CanaryVerdict verdict, int index) in verdicts.Select(static (verdict, index) => (verdict, index)))
        {
            foreach ((string measure, Statistics.Performance.Estimate harm) in verdict.Measures)
                text.Append(CultureInfo.InvariantCulture, $"; {(verdicts.Count > 1 ? plan.Variants[index + 1].Version + ": " : "")}{measure} {harm.Value:+0.####;-0.####;0} ({harm.Low:0.####} to {harm.High:0.####})");
        }

        return text.ToString();
    }

    /// <summary>The counts of each variant.</summary>
    public static string JsonOf(CanaryEvidence evidence)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("rollout", evidence.Trial.Plan.Name);
            json.WriteNumber("step", evidence.Trial.Plan.Step + 1);
            json.WriteStartArray("variants");
            for (int arm = 0; arm < evidence.Arms.Count; arm++)
            {
                ArmCounts counts = evidence.Arms[arm];
                json.WriteStartObject();
                json.WriteString("version", evidence.Trial.Plan.Variants[arm].Version);
                json.WriteNumber("share", evidence.Trial.Plan.Variants[arm].Share);
                json.WriteNumber("calls", counts.Calls);
                json.WriteNumber("errors", counts.Errors);
                json.WriteNumber("slow", counts.Slow);
                json.WriteNumber("timed", counts.Timed ?? counts.Calls);
                json.WriteNumber("outcomes", counts.Outcomes.Rows);
                if (counts.Outcomes.Rows > 0 && double.IsFinite(counts.Outcomes.Mean))
                    json.WriteNumber("loss", counts.Outcomes.Mean);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Warning, Message = "Canaries cannot be judged now; the versions that answer go on.")]
    public static partial void CanaryFailed(this ILogger logger, Exception fault);
}
