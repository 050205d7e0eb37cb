using System.Runtime.InteropServices;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.References;

/// <summary>Builds a <see cref="ReferenceProfile"/> from rows. Holds all numbers until it is built. Single owner.</summary>
public sealed class ReferenceBuilder
{
    private const int ResemblingRows = 10_000;

    private readonly ModelSchema _schema;
    private readonly ReferenceOptions _options;
    private readonly List<double>[] _numbers;
    private readonly CategoryTally[] _categories;
    private readonly List<double> _outputs = [];
    private readonly CategoryTally _labels = new();
    private bool _hasNumericOutput;

    /// <summary>A builder for a model's declared features and its output.</summary>
    /// <exception cref="ReferenceException">An option is out of range, or a feature is named like the output.</exception>
    public ReferenceBuilder(ModelSchema schema, ReferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        _schema = schema;
        _options = (options ?? new ReferenceOptions()).Validated();
        foreach (FeatureDeclaration feature in schema.Features)
        {
            if (string.Equals(feature.Name, ReferenceProfile.OutputSignal, StringComparison.Ordinal))
                throw new ReferenceException($"Model '{schema.Name}' has a feature named '{feature.Name}', which is the name of its output among the watched signals. Give the feature another name.");
        }

        _numbers = new List<double>[schema.NumericCount];
        for (int i = 0; i < _numbers.Length; i++)
            _numbers[i] = [];
        _categories = new CategoryTally[schema.CategoricalCount];
        for (int i = 0; i < _categories.Length; i++)
            _categories[i] = new CategoryTally();
    }

    /// <summary>The rows added so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds one row.</summary>
    /// <param name="numbers">The numeric features in the order of their slots; NaN is missing.</param>
    /// <param name="categories">The categorical features in the order of their slots; null is missing.</param>
    /// <param name="output">The model's output as a number; NaN when it has none.</param>
    /// <param name="outputLabel">The model's output as a label; null when it has none. Watched when no row has a number.</param>
    /// <exception cref="ReferenceException">There are too few or too many values.</exception>
    public void Add(ReadOnlySpan<double> numbers, ReadOnlySpan<string?> categories, double output = double.NaN, string? outputLabel = null)
    {
        if (numbers.Length != _numbers.Length || categories.Length != _categories.Length)
            throw new ReferenceException($"Reference row {Rows + 1} of model '{_schema.Name}' has {numbers.Length} numbers and {categories.Length} categories; the model declares {_numbers.Length} and {_categories.Length}.");

        for (int i = 0; i < numbers.Length; i++)
            _numbers[i].Add(numbers[i]);
        for (int i = 0; i < categories.Length; i++)
            _categories[i].Add(categories[i]);
        _outputs.Add(output);
        _labels.Add(outputLabel);
        _hasNumericOutput |= !double.IsNaN(output);
        Rows++;
    }

    /// <summary>The profile of the rows added.</summary>
    /// <exception cref="ReferenceException">There are no rows.</exception>
    public ReferenceProfile Build()
    {
        var signals = new List<SignalReference>();
        foreach (FeatureDeclaration feature in _schema.Features)
        {
            signals.Add(feature.Kind == FeatureKind.Numeric
                ? Numeric(feature.Name, _numbers[feature.Slot])
                : Categorical(feature.Name, _categories[feature.Slot]));
        }

        if (_hasNumericOutput)
            signals.Add(Numeric(ReferenceProfile.OutputSignal, _outputs));
        else if (_labels.Counts.Count > 0)
            signals.Add(Categorical(ReferenceProfile.OutputSignal, _labels));
        return new ReferenceProfile(_schema.Name, Rows, signals);
    }

    private SignalReference Numeric(string name, List<double> values) =>
        SignalReference.Of(name, NumericBaseline.FromValues(CollectionsMarshal.AsSpan(values), _options.Bins, _options.MaximumCuts)) with
        {
            // The first rows tell: all of a large reference would have to be sorted once more.
            Autocorrelation = RankCorrelation.OfNeighbours(CollectionsMarshal.AsSpan(values)[..Math.Min(values.Count, ResemblingRows)]),
        };

    private SignalReference Categorical(string name, CategoryTally tally) =>
        SignalReference.Of(name, CategoryBaseline.FromCounts(tally.Counts, tally.Missing, _options.MaximumCategories));

    private sealed class CategoryTally
    {
        public Dictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

        public long Missing { get; private set; }

        public void Add(string? category)
        {
            if (category is null)
                Missing++;
            else
                CollectionsMarshal.GetValueRefOrAddDefault(Counts, category, out _)++;
        }
    }
}
