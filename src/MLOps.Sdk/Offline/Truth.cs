using System.Globalization;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Offline;

/// <summary>The truth of a logged prediction as the number that models are compared with.</summary>
internal static class Truth
{
    /// <summary>The latest outcome, which corrects the others: its value, or its label as a number, true or false, or by the given names; NaN when there is none.</summary>
    public static double Of(LoggedPrediction prediction, IReadOnlyDictionary<string, double>? labels)
    {
        if (prediction.Outcomes is not [.., var latest])
            return double.NaN;
        if (latest.Value is { } value)
            return value;
        if (latest.Label is not { } label)
            return double.NaN;
        if (labels is not null)
            return labels.GetValueOrDefault(label, double.NaN);
        if (bool.TryParse(label, out bool positive))
            return positive ? 1 : 0;
        return double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;
    }
}
