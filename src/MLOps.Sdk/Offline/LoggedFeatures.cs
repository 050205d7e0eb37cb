using System.Globalization;
using MLOps.Sdk.Features;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Offline;

/// <summary>The features of one call as they were served and logged: what a model is given when the log is run again. Immutable.</summary>
/// <param name="values">Values by name: a <see cref="double"/>, a <see cref="string"/>, or null when missing.</param>
public sealed class LoggedFeatures(IReadOnlyDictionary<string, object?> values)
{
    /// <summary>The values by name, in declared order.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; } = values ?? throw new ArgumentNullException(nameof(values));

    /// <summary>A feature as a number; NaN when it is missing, was not logged, or is a text.</summary>
    public double Number(string name) => Values.GetValueOrDefault(name) is double number ? number : double.NaN;

    /// <summary>A feature as a text; null when it is missing or was not logged.</summary>
    public string? Text(string name) => Values.GetValueOrDefault(name) switch
    {
        string text => text,
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>How a model that declares these features reads them from the log.</summary>
    public static FeatureSet<LoggedFeatures> SetOf(ModelSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        string[] numbers = [.. schema.Features.Where(static feature => feature.Kind == FeatureKind.Numeric).Select(static feature => feature.Name)];
        IEnumerable<string> categories = schema.Features.Where(static feature => feature.Kind == FeatureKind.Categorical).Select(static feature => feature.Name);
        return new FeatureSet<LoggedFeatures>(
            schema,
            numbers.Length == 0 ? null : (row, destination) =>
            {
                for (int i = 0; i < numbers.Length; i++)
                    destination[i] = row.Number(numbers[i]);
            },
            [.. categories.Select(static name => (Func<LoggedFeatures, string?>)(row => row.Text(name)))]);
    }
}
