using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Hosting;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Quality;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk;

/// <content>What a model is watched for.</content>
public sealed partial class ModelBuilder<TInput, TOutput>
{
    /// <summary>Watches drift against the rows of a CSV file (plain or .gz): its columns carry the names of the features; a column "prediction" is the output's.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Another output column, fewer rows, another separator.</param>
    public ModelBuilder<TInput, TOutput> Reference(string path, CsvReferenceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ReferenceReader = schema => CsvReference.Read(schema, path, options);
        SegmentReader = (schema, segments) => CsvSegments.Read(schema, path, segments, options);
        _rowReader = names => CsvRowSample.Read(path, names, options);
        return this;
    }

    /// <summary>Watches drift against a profile: built from rows, from a stretch of the log, or read from where it was kept.</summary>
    public ModelBuilder<TInput, TOutput> Reference(ReferenceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ReferenceReader = _ => profile;
        _rowReader = null;
        _profile = profile;
        return this;
    }

    /// <summary>Watches drift against inputs, such as the training set in memory, and the outputs that the model gave for them.</summary>
    public ModelBuilder<TInput, TOutput> Reference(IEnumerable<(TInput Input, double Output)> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ReferenceReader = _ => ReferenceRows.Build(BuildFeatures(), rows);
        _rowReader = names => ReferenceRows.Sample(BuildFeatures(), rows, names);
        return this;
    }

    /// <summary>
    /// Watches how numeric features go together, where each by itself may look as before: the error of rebuilding rows from the
    /// principal components of the reference, and the maximum mean discrepancy and centroid of windows. For embeddings as well,
    /// when their values are features. Needs a reference of rows, a CSV file or inputs, or a profile that remembers it.
    /// </summary>
    /// <param name="features">The features; none takes all that are numeric.</param>
    public ModelBuilder<TInput, TOutput> Multivariate(params IEnumerable<string> features)
    {
        string[] wanted = [.. features];
        MultivariateReader = () =>
        {
            string[] names = wanted.Length > 0 ? wanted : [.. _features.Where(static feature => feature.Kind == FeatureKind.Numeric).Select(static feature => feature.Name)];
            if (names.FirstOrDefault(name => !_features.Contains((name, FeatureKind.Numeric))) is { } unknown)
                throw new InvalidOperationException($"Model '{Name}' is to be watched by how '{unknown}' goes with other features, which is no declared numeric feature.");
            if (_rowReader is { } read)
                return MultivariateReference.Of(names, read(names));
            return _profile?.Multivariate is not null
                ? null // whoever compares with the profile finds it there
                : throw new InvalidOperationException($"Model '{Name}' is to be watched by how its features go together, and its reference is no rows: its profile remembers each feature by itself. Declare Reference(\"file.csv\") or Reference(rows), or make the profile with 'modelops profile create --multivariate'.");
        };
        return this;
    }

    /// <summary>Changes for this model when its drift raises an alert, and whose the alert is. Checked when the app starts.</summary>
    /// <param name="configure">Changes what all models have.</param>
    public ModelBuilder<TInput, TOutput> Alarm(Action<DriftAlarmOptions> configure)
    {
        AlarmOptions += configure ?? throw new ArgumentNullException(nameof(configure));
        return this;
    }

    /// <summary>
    /// Watches how often predictions turn out to be wrong, as their outcomes arrive, and raises an alert when that is more
    /// often than at validation.
    /// </summary>
    /// <param name="baseline">How often the model was wrong at validation.</param>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public ModelBuilder<TInput, TOutput> Validation(PerformanceBaseline baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        Baseline = baseline.Validated();
        return this;
    }

    /// <summary>
    /// Holds what the model is given, and what it answers, to a schema: missing values, range, unseen and vanished categories,
    /// types, constants, duplicates, cardinality, text length, stale sources. Each rule that becomes broken is an alert.
    /// </summary>
    /// <param name="configure">The rules, whose alerts are, how long silence may last; by default rules are inferred from the reference. Checked when the app starts.</param>
    public ModelBuilder<TInput, TOutput> Quality(Action<QualityOptions>? configure = null)
    {
        var options = new QualityOptions();
        configure?.Invoke(options);
        QualityReader = () => options;
        return this;
    }

    /// <summary>Holds what the model is given, and what it answers, to a schema in a file, such as one that <c>modelops profile schema</c> made and people edited.</summary>
    /// <param name="schemaPath">The file, read when the app starts; <c>constraints.json</c> of SageMaker Model Monitor is read as well.</param>
    /// <param name="configure">Whose alerts are, how long silence may last.</param>
    public ModelBuilder<TInput, TOutput> Quality(string schemaPath, Action<QualityOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(schemaPath);
        Quality(configure);
        Func<QualityOptions> declared = QualityReader!;
        QualityReader = () =>
        {
            QualityOptions options = declared();
            options.Schema = DataSchema.ReadFile(schemaPath);
            return options;
        };
        return this;
    }

    /// <summary>Watches drift apart for the most frequent values of a tag or feature, such as the tenant.</summary>
    /// <param name="by">The name of a declared tag or feature.</param>
    /// <param name="top">Values with a segment of their own; all others are one. 1 to 1,000. Default 20.</param>
    public ModelBuilder<TInput, TOutput> Segment(string by, int top = 20) => Segment(new SegmentOptions(by) { Top = top });

    /// <summary>Watches drift apart for the most frequent values of a tag or feature. Checked when the app starts.</summary>
    public ModelBuilder<TInput, TOutput> Segment(SegmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _segments.Add(options);
        return this;
    }

    /// <summary>The segments, each by a tag or feature that is declared.</summary>
    internal IReadOnlyList<SegmentOptions> Segments
    {
        get
        {
            string[] declared = [.. _tags.Select(static tag => tag.Key), .. _features.Select(static feature => feature.Name)];
            return _segments.Find(segment => segment.By != SegmentOptions.HourOfWeekName && !declared.Contains(segment.By)) is { } unknown
                ? throw new InvalidOperationException($"Model '{Name}' is watched by segments of '{unknown.By}', which is neither a declared tag nor a declared feature. There are: {string.Join(", ", declared)}.")
                : _segments;
        }
    }
}
