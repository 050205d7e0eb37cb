using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Features;

namespace MLOps.Sdk.Hosting;

/// <summary>Builds a reference from typed inputs, read the way they will be recorded.</summary>
internal static class ReferenceRows
{
    public static ReferenceProfile Build<TInput>(FeatureSet<TInput> features, IEnumerable<(TInput Input, double Output)> rows)
    {
        var builder = new ReferenceBuilder(features.Schema);
        double[] numbers = new double[features.Schema.NumericCount];
        string?[] categories = new string?[features.Schema.CategoricalCount];
        foreach ((TInput input, double output) in rows)
        {
            features.ReadNumbers(input, numbers);
            for (int slot = 0; slot < categories.Length; slot++)
                categories[slot] = features.ReadCategory(input, slot);
            builder.Add(numbers, categories, output);
        }

        return builder.Build();
    }

    /// <summary>A sample of the rows, by the values of some numeric features.</summary>
    public static IReadOnlyList<double[]> Sample<TInput>(FeatureSet<TInput> features, IEnumerable<(TInput Input, double Output)> rows, IReadOnlyList<string> names)
    {
        int[] slots = [.. names.Select(name => features.Schema.Features.First(feature => feature.Name == name).Slot)];
        double[] numbers = new double[features.Schema.NumericCount];
        double[] row = new double[slots.Length];
        var sample = new RowSample();
        foreach ((TInput input, _) in rows)
        {
            features.ReadNumbers(input, numbers);
            for (int i = 0; i < slots.Length; i++)
                row[i] = numbers[slots[i]];
            sample.Add(row);
        }

        return sample.Rows;
    }
}
