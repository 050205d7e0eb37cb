using MLOps.Sdk.Drift.Derived;
using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk;

/// <content>What is worked out of records, off the caller's path, and watched.</content>
public sealed partial class ModelBuilder<TInput, TOutput>
{
    private readonly List<(RecordedText? Of, Func<DerivedSignals> Read)> _derived = [];
    private readonly List<Func<(MultivariateReference Reference, RecordReader Read)>> _embeddings = [];

    /// <summary>Watches numbers that are worked out of each recorded prediction on the monitors' thread, as features are watched.</summary>
    /// <param name="signals">Their names, how they are worked out, and what they were in training.</param>
    public ModelBuilder<TInput, TOutput> Watch(DerivedSignals signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        _derived.Add((null, () => signals));
        return this;
    }

    /// <summary>
    /// Watches the length and the characters of a recorded text in any language, such as the prompt or the answer of a language
    /// model: see <see cref="TextSignals"/>. The text is what <c>RecordInput</c> or <c>RecordOutput</c> records.
    /// </summary>
    /// <param name="text">Which text.</param>
    /// <param name="reference">Texts of training or of a good stretch.</param>
    public ModelBuilder<TInput, TOutput> WatchText(RecordedText text, IEnumerable<string?> reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return WatchText(text, () => TextSignals.ReferenceOf(text, reference));
    }

    /// <summary>Watches a recorded text against a column of a CSV file (plain or .gz), read when the app starts.</summary>
    /// <inheritdoc cref="WatchText(RecordedText, IEnumerable{string})"/>
    /// <param name="text">Which text.</param>
    /// <param name="path">The file.</param>
    /// <param name="column">The column that holds texts.</param>
    /// <param name="options">Fewer rows, another separator.</param>
    public ModelBuilder<TInput, TOutput> WatchText(RecordedText text, string path, string column, CsvReferenceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentException.ThrowIfNullOrWhiteSpace(column);
        return WatchText(text, () => TextSignals.ReadReference(text, path, column, options));
    }

    /// <summary>Watches a recorded text against a reference, such as one from the log: <see cref="TextSignals.ReadReferenceAsync"/>.</summary>
    /// <inheritdoc cref="WatchText(RecordedText, IEnumerable{string})"/>
    public ModelBuilder<TInput, TOutput> WatchText(RecordedText text, ReferenceProfile reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return WatchText(text, () => reference);
    }

    /// <summary>
    /// Watches embeddings: how far each is from the centroid of the reference, with the alarm that features have, and the maximum
    /// mean discrepancy and the centroid of each window.
    /// </summary>
    /// <param name="name">The embedding's name, for its signals "NAME.distance" and "NAME.mmd".</param>
    /// <param name="read">Takes it from a record, or makes it of one, on the monitors' thread: as long as a row of the reference.</param>
    /// <param name="reference">Embeddings of training or of a good stretch, a hundred at least, better thousands.</param>
    public ModelBuilder<TInput, TOutput> WatchEmbedding(string name, RecordReader read, IReadOnlyList<double[]> reference)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(reference);
        _embeddings.Add(() => (MultivariateReference.OfEmbedding(name, reference), read));
        return this;
    }

    /// <summary>Watches numeric features that are an embedding together, such as those of <see cref="Features"/>.</summary>
    /// <inheritdoc cref="WatchEmbedding(string, RecordReader, IReadOnlyList{double[]})"/>
    /// <param name="name">The embedding's name.</param>
    /// <param name="features">The features, in the order of a row of the reference.</param>
    /// <param name="reference">Embeddings of training or of a good stretch.</param>
    public ModelBuilder<TInput, TOutput> WatchEmbedding(string name, IEnumerable<string> features, IReadOnlyList<double[]> reference)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(reference);
        string[] names = [.. features];
        _embeddings.Add(() => (MultivariateReference.OfEmbedding(name, reference), ReaderOf(names)));
        return this;
    }

    internal IReadOnlyList<DerivedSignals> ReadDerived()
    {
        foreach ((RecordedText? of, _) in _derived)
        {
            if (of == RecordedText.Input && InputPayload is null)
                throw new InvalidOperationException($"Model '{Name}' watches the text of its input and records none. Declare RecordInput, which says what the text is.");
            if (of == RecordedText.Output && OutputPayload is null)
                throw new InvalidOperationException($"Model '{Name}' watches the text of its output and records none. Declare RecordOutput, which says what the text is.");
        }

        return [.. _derived.Select(static derived => derived.Read())];
    }

    internal IReadOnlyList<(MultivariateReference Reference, RecordReader Read)> ReadEmbeddings() => [.. _embeddings.Select(static read => read())];

    private ModelBuilder<TInput, TOutput> WatchText(RecordedText text, Func<ReferenceProfile> reference)
    {
        _derived.Add((text, () => TextSignals.Of(text, reference())));
        return this;
    }

    private RecordReader ReaderOf(string[] names)
    {
        ModelSchema schema = BuildFeatures().Schema;
        int[] slots = [.. names.Select(name => schema.Features.FirstOrDefault(feature => feature.Name == name && feature.Kind == FeatureKind.Numeric)?.Slot
            ?? throw new InvalidOperationException($"Model '{Name}' watches an embedding of '{name}', which is no declared numeric feature."))];
        return (in PredictionRecord record, Span<double> values) =>
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = i < slots.Length && slots[i] < record.Numbers.Length ? record.Numbers[slots[i]] : double.NaN;
        };
    }
}
