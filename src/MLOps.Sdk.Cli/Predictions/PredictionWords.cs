using System.Globalization;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Predictions;

/// <summary>Parts of a prediction as words.</summary>
internal static class PredictionWords
{
    /// <summary>What <c>--status</c> takes, by the enumeration's value.</summary>
    public static readonly string[] Statuses = ["ok", "failed", "cancelled"];

    private static readonly string[] Readings = ["decrypted", "keyMissing", "damaged"];

    private static readonly string[] Variants = ["champion", "canary", "shadow", "fallback"];

    public static string Of(PredictionStatus status) => Statuses[(int)status];

    public static string Of(PredictionVariant variant) => Variants[(int)variant];

    public static PredictionStatus ParseStatus(string word) => (PredictionStatus)Array.IndexOf(Statuses, word);

    public static string? OutputOf(LoggedPrediction prediction) => prediction.Output is { } number
        ? Figures.Of(number) + (prediction.OutputLabel is { } label ? $" ({label})" : "")
        : prediction.OutputLabel;

    /// <summary>How its encrypted payloads were read; none when it has none.</summary>
    public static IEnumerable<PayloadProtection> ProtectionsOf(LoggedPrediction prediction) =>
        new[] { prediction.RawInputProtection, prediction.RawOutputProtection }.OfType<PayloadProtection>();

    /// <summary>A payload, or why it cannot be shown.</summary>
    public static string? PayloadOf(string? payload, PayloadProtection? protection) => payload ?? (protection is null ? null : $"[{protection}]");

    /// <summary>What came of reading an encrypted payload.</summary>
    public static string Of(PayloadReading reading) => Readings[(int)reading];

    public static string? OutcomeOf(LoggedOutcome? outcome) => outcome?.Label ?? Figures.Of(outcome?.Value);

    public static string ValueOf(object? feature) => feature switch
    {
        null => Tables.Nothing,
        double number => number.ToString(CultureInfo.InvariantCulture),
        _ => feature.ToString() ?? "",
    };
}
