using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Features;

/// <summary>Writes the numeric features of an input, in the order of their slots.</summary>
/// <param name="input">The input.</param>
/// <param name="values">Receives the values; NaN is a missing value.</param>
/// <typeparam name="TInput">What the model is given.</typeparam>
public delegate void FeatureReader<in TInput>(TInput input, Span<double> values);

/// <summary>How the declared features of a model are read from its inputs: plain delegates, no reflection. Immutable.</summary>
/// <typeparam name="TInput">What the model is given.</typeparam>
public sealed class FeatureSet<TInput>
{
    private readonly FeatureReader<TInput>? _readNumbers;
    private readonly Func<TInput, string?>[] _categories;

    /// <summary>Pairs a schema with the delegates that read its features.</summary>
    /// <exception cref="ArgumentException">There is a delegate too few or too many.</exception>
    public FeatureSet(ModelSchema schema, FeatureReader<TInput>? readNumbers, IReadOnlyList<Func<TInput, string?>> categories)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(categories);
        if (categories.Count != schema.CategoricalCount)
            throw new ArgumentException($"Model '{schema.Name}' declares {schema.CategoricalCount} categorical features and {categories.Count} ways to read one.", nameof(categories));
        if (schema.NumericCount > 0 && readNumbers is null)
            throw new ArgumentException($"Model '{schema.Name}' declares {schema.NumericCount} numeric features and no way to read them.", nameof(readNumbers));

        Schema = schema;
        _readNumbers = readNumbers;
        _categories = [.. categories];
    }

    /// <summary>The features.</summary>
    public ModelSchema Schema { get; }

    /// <summary>Whether the numeric features are the values of a <see cref="FeatureVector"/> as they are.</summary>
    internal bool IsVector => _readNumbers is FeatureReader<FeatureVector> reader && reader.Method == ((FeatureReader<FeatureVector>)FeatureReaders.ReadVector).Method;

    /// <summary>Writes the numeric features in the order of their slots; <paramref name="destination"/> holds exactly that many.</summary>
    public void ReadNumbers(TInput input, Span<double> destination) => _readNumbers?.Invoke(input, destination);

    /// <summary>The categorical feature in the given slot; null is a missing value.</summary>
    public string? ReadCategory(TInput input, int slot) => _categories[slot](input);
}
