using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Quality;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Hosting;

/// <summary>The models that an app declares, known while services are registered. Refuses two of one name.</summary>
internal sealed class ModelCatalog
{
    private readonly List<ModelEntry> _entries = [];

    public IReadOnlyList<ModelEntry> Entries => _entries;

    public void Add(ModelEntry entry)
    {
        if (_entries.Exists(known => known.Name == entry.Name))
            throw new InvalidOperationException($"A model named '{entry.Name}' is added twice. Give every model its own name.");
        _entries.Add(entry);
    }

    /// <summary>The only model with these types.</summary>
    /// <exception cref="InvalidOperationException">There are several: which one is meant must be said by its key.</exception>
    public string NameOf(Type input, Type output)
    {
        string[] names = [.. _entries.Where(entry => entry.Input == input && entry.Output == output).Select(static entry => entry.Name)];
        return names.Length == 1
            ? names[0]
            : throw new InvalidOperationException(
                $"IPredictor<{input.Name}, {output.Name}> could be any of the models {string.Join(", ", names)}. "
                + $"Ask for one by its name: [FromKeyedServices(\"{names[0]}\")].");
    }
}

/// <summary>A declared model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Input">What it is given.</param>
/// <param name="Output">What it predicts.</param>
/// <param name="Host">Finds its host once the services are built.</param>
/// <param name="Reference">Reads the reference that its drift is measured against; null when it has none.</param>
/// <param name="Alarm">Changes when its drift raises an alert; null keeps what all models have.</param>
/// <param name="Segments">By what its drift is watched apart as well.</param>
internal sealed record ModelEntry(
    string Name, Type Input, Type Output, Func<IServiceProvider, ModelHost> Host, Func<ReferenceProfile>? Reference, Action<DriftAlarmOptions>? Alarm,
    IReadOnlyList<SegmentOptions> Segments)
{
    /// <summary>What its errors are watched against; null when they are not.</summary>
    public PerformanceBaseline? Baseline { get; init; }

    /// <summary>Reads what a segmentation looked like in training; null when its reference is no file.</summary>
    public Func<SegmentOptions, SegmentReferences>? SegmentReferences { get; init; }

    /// <summary>Reads how its numeric features go together; null when they are not watched together.</summary>
    public Func<MultivariateReference>? Multivariate { get; init; }

    /// <summary>How its data is held to a schema; null when it is not. Reads what there is to read.</summary>
    public Func<QualityOptions>? Quality { get; init; }

    /// <summary>What is recorded of its subjects; null: all.</summary>
    public TextRedaction? SubjectRedaction { get; init; }

    /// <summary>Finds predictors that the app registered over the recorded one.</summary>
    public Func<IEnumerable<string>> FindUnrecorded { get; init; } = static () => [];
}
