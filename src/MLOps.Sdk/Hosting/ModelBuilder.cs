using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using MLOps.Sdk.Capture;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Features;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Quality;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Canaries;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Serving.Routing;
using MLOps.Sdk.Serving.Safety;

namespace MLOps.Sdk;

/// <summary>Declares a model: what of its inputs and outputs is recorded and watched, what it costs, which versions are code.</summary>
/// <typeparam name="TInput">What the model is given.</typeparam>
/// <typeparam name="TOutput">What it predicts.</typeparam>
public sealed partial class ModelBuilder<TInput, TOutput>
{
    private readonly List<(string Name, FeatureKind Kind)> _features = [];
    private readonly List<Func<TInput, double>> _numbers = [];
    private readonly List<Func<TInput, string?>> _categories = [];
    private readonly List<TagReader<TInput>> _tags = [];
    private readonly List<SegmentOptions> _segments = [];
    private FeatureReader<TInput>? _reader;
    private Func<IReadOnlyList<string>, IReadOnlyList<double[]>>? _rowReader;

    internal ModelBuilder(string name)
    {
        Name = name;
        Safety = new SafetyDeclaration<TInput, TOutput>(name);
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>Layers around every version of the model; the first added is the outermost.</summary>
    public PredictorBuilder<TInput, TOutput> Layers { get; } = new();

    internal CodeVersions<TInput, TOutput> Code { get; } = new();

    internal SafetyDeclaration<TInput, TOutput> Safety { get; }

    /// <summary>Whether a reference was declared; without one, a version may bring its own.</summary>
    public bool HasReference => ReferenceReader is not null;

    internal Func<IServiceProvider, FeatureSet<TInput>, IModelLoader<TInput, TOutput>>? LoaderFactory { get; private set; }

    internal string? ArtifactPath { get; private set; }

    internal Func<ModelSchema, ReferenceProfile>? ReferenceReader { get; private set; }

    /// <summary>Reads what segments looked like in training; null when the reference is no file.</summary>
    internal Func<ModelSchema, SegmentOptions, SegmentReferences>? SegmentReader { get; private set; }

    internal Action<DriftAlarmOptions>? AlarmOptions { get; private set; }

    internal PerformanceBaseline? Baseline { get; private set; }

    /// <summary>Reads how the numeric features go together; null when they are not watched together.</summary>
    internal Func<MultivariateReference>? MultivariateReader { get; private set; }

    internal Func<QualityOptions>? QualityReader { get; private set; }

    internal CostModel CostModel { get; private set; } = CostModel.Unknown;

    internal Func<TInput, string?>? SubjectReader { get; private set; }

    internal Func<TOutput, double>? OutputNumber { get; private set; }

    internal Func<TOutput, string?>? OutputText { get; private set; }

    internal PayloadWriter<TInput>? InputPayload { get; private set; }

    internal PayloadWriter<TOutput>? OutputPayload { get; private set; }

    internal IReadOnlyList<TagReader<TInput>> Tags => _tags;

    internal Func<TInput, string?>? RouteKeyReader { get; private set; }

    internal string? RouteTag { get; private set; }

    internal ShadowOptions<TInput> ShadowOptions { get; } = new();

    internal bool SideEffects { get; private set; }

    /// <summary>What of the key of routes records show.</summary>
    internal SplitUnit Split => RouteKeyReader is null && RouteTag is null && SubjectRedaction is null or { KeepsEquality: true } ? SplitUnit.Subjects : SplitUnit.Unseen;

    internal AuditOptions? AuditOptions { get; private set; }

    internal double? SampleRate { get; private set; }

    internal IReadOnlyList<string> KeptTags { get; private set; } = [];

    /// <summary>Declares a numeric feature. NaN is a missing value.</summary>
    /// <param name="read">Reads it from an input, on the caller's thread: a property, nothing slow.</param>
    /// <param name="name">Its name; default: the last name in the expression, with a small first letter ("p => p.Amount" is "amount").</param>
    public ModelBuilder<TInput, TOutput> Feature(
        Func<TInput, double> read, [CallerArgumentExpression(nameof(read))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(read);
        RefuseReader();
        _features.Add((FeatureName.From(name), FeatureKind.Numeric));
        _numbers.Add(read);
        return this;
    }

    /// <summary>Declares a categorical feature. Null is a missing value.</summary>
    /// <inheritdoc cref="Feature"/>
    public ModelBuilder<TInput, TOutput> Category(
        Func<TInput, string?> read, [CallerArgumentExpression(nameof(read))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(read);
        _features.Add((FeatureName.From(name), FeatureKind.Categorical));
        _categories.Add(read);
        return this;
    }

    /// <summary>Declares numeric features that are read together, which is faster than one by one.</summary>
    /// <param name="names">The names, in the order in which <paramref name="read"/> writes.</param>
    /// <param name="read">Writes them, on the caller's thread.</param>
    public ModelBuilder<TInput, TOutput> Features(IEnumerable<string> names, FeatureReader<TInput> read)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(read);
        RefuseReader();
        if (_numbers.Count > 0)
            throw new InvalidOperationException($"Model '{Name}' declares numeric features one by one already. Declare all of them in Features, or all by Feature.");
        foreach (string name in names)
            _features.Add((name, FeatureKind.Numeric));
        _reader = read;
        return this;
    }

    /// <summary>Declares a tag: a key and what it is for an input, such as the tenant. Costs are summed by tag.</summary>
    public ModelBuilder<TInput, TOutput> Tag(string key, Func<TInput, string?> read)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentNullException.ThrowIfNull(read);
        if (_tags.Exists(tag => tag.Key == key))
            throw new ArgumentException($"Model '{Name}': tag '{key}' is declared twice. Remove one.", nameof(key));
        _tags.Add(new TagReader<TInput>(key, read));
        return this;
    }

    /// <summary>Declares whom a prediction is about, so that a subject's predictions can be found.</summary>
    public ModelBuilder<TInput, TOutput> Subject(Func<TInput, string?> read)
    {
        SubjectReader = read ?? throw new ArgumentNullException(nameof(read));
        return this;
    }

    /// <summary>
    /// Declares whose a call is, so that a rollout gives the same variant to all calls of one user or tenant. Without it the
    /// subject is the key; calls without a key are dealt out by chance.
    /// </summary>
    /// <param name="read">Reads the key of an input, on the caller's thread; null where it has none.</param>
    public ModelBuilder<TInput, TOutput> RouteBy(Func<TInput, string?> read)
    {
        RouteKeyReader = read ?? throw new ArgumentNullException(nameof(read));
        return this;
    }

    /// <summary>Declares the tag, of the model or of a <see cref="PredictionScope"/>, whose value says whose a call is.</summary>
    /// <inheritdoc cref="RouteBy(Func{TInput, string})"/>
    /// <param name="tag">The tag's key, such as "tenant".</param>
    public ModelBuilder<TInput, TOutput> RouteBy(string tag)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        RouteTag = tag;
        return this;
    }

    /// <summary>Says how versions run that see calls beside the one that answers: threads, queue, cost.</summary>
    /// <param name="configure">Changes the defaults; checked when the model is added.</param>
    public ModelBuilder<TInput, TOutput> Shadow(Action<ShadowOptions<TInput>> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(ShadowOptions);
        return this;
    }

    /// <summary>Declares that calls change something outside, such as an account: no version sees them beside.</summary>
    public ModelBuilder<TInput, TOutput> HasSideEffects()
    {
        SideEffects = true;
        return this;
    }

    /// <summary>Declares the number that is watched and logged as the output, for outputs that are not a number themselves.</summary>
    public ModelBuilder<TInput, TOutput> Output(Func<TOutput, double> read)
    {
        OutputNumber = read ?? throw new ArgumentNullException(nameof(read));
        return this;
    }

    /// <summary>Declares the label that is logged with the output.</summary>
    public ModelBuilder<TInput, TOutput> OutputLabel(Func<TOutput, string?> read)
    {
        OutputText = read ?? throw new ArgumentNullException(nameof(read));
        return this;
    }

    /// <summary>Records the whole input as JSON, cut at <see cref="RecordingOptions.MaximumPayloadBytes"/>. Off by default: declare features, keep what is needed; <see cref="CaptureInput"/> records members that you name.</summary>
    /// <remarks>Costs the caller what serialising the object costs, up to the limit; a single huge text inside it that needs escaping costs its whole length.</remarks>
    public ModelBuilder<TInput, TOutput> RecordInput(JsonTypeInfo<TInput> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        InputPayload = new ObjectPayloadWriter<TInput>(type);
        return this;
    }

    /// <summary>Records a text of the input, cut at <see cref="RecordingOptions.MaximumPayloadBytes"/>.</summary>
    public ModelBuilder<TInput, TOutput> RecordInput(Func<TInput, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        InputPayload = new TextPayloadWriter<TInput>(read);
        return this;
    }

    /// <summary>Records the whole output as JSON, cut at <see cref="RecordingOptions.MaximumPayloadBytes"/>.</summary>
    public ModelBuilder<TInput, TOutput> RecordOutput(JsonTypeInfo<TOutput> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        OutputPayload = new ObjectPayloadWriter<TOutput>(type);
        return this;
    }

    /// <summary>Records a text of the output, cut at <see cref="RecordingOptions.MaximumPayloadBytes"/>.</summary>
    public ModelBuilder<TInput, TOutput> RecordOutput(Func<TOutput, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        OutputPayload = new TextPayloadWriter<TOutput>(read);
        return this;
    }

    /// <summary>Makes every call return only when its record is durable, instead of when the channel has it.</summary>
    /// <remarks>A call then takes as long as the store's next commit; calls at the same time share one.</remarks>
    /// <param name="onFailure">What becomes of a call whose record could not be made durable.</param>
    /// <param name="timeout">How long a call waits for the store; default 10 s.</param>
    public ModelBuilder<TInput, TOutput> Audit(AuditFailure onFailure = AuditFailure.Count, TimeSpan? timeout = null)
    {
        TimeSpan patience = timeout ?? Recording.AuditOptions.DefaultTimeout;
        if (patience <= TimeSpan.Zero || patience > TimeSpan.FromHours(1))
            throw new ArgumentOutOfRangeException(nameof(timeout), patience, $"Model '{Name}': the timeout of an audited call must be positive and at most an hour.");
        RefuseSecondMode(SampleRate is not null);
        AuditOptions = new AuditOptions(onFailure, patience);
        return this;
    }

    /// <summary>Records a random share of the calls, for models whose every call is not worth a row. What is left out is counted as <see cref="LossReason.Sampled"/>.</summary>
    /// <remarks>
    /// Always recorded: calls that fail or are cancelled, calls that carry one of <paramref name="keptTags"/>, and all calls
    /// while <see cref="IRecordingControl.RecordAll"/> says so. Monitors see what is recorded: a random share, with all of these.
    /// </remarks>
    /// <param name="rate">The share, above 0 and at most 1.</param>
    /// <param name="keptTags">Keys of tags, declared or of a scope: a call that has a value for one is recorded.</param>
    public ModelBuilder<TInput, TOutput> Sample(double rate, params string[] keptTags)
    {
        if (!(rate > 0 && rate <= 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, $"Model '{Name}': the sampling rate must be above 0 and at most 1; a rate of 0 would record nothing and look healthy.");
        ArgumentNullException.ThrowIfNull(keptTags);
        RefuseSecondMode(AuditOptions is not null);
        SampleRate = rate;
        KeptTags = [.. keptTags];
        return this;
    }

    /// <summary>Puts the same price on every call. See <see cref="CostModel.PerCall"/>.</summary>
    public ModelBuilder<TInput, TOutput> CostPerCall(decimal units) => Cost(CostModel.PerCall(units));

    /// <summary>Puts a price on each second of compute. See <see cref="CostModel.PerSecond"/>.</summary>
    public ModelBuilder<TInput, TOutput> CostPerSecond(decimal units) => Cost(CostModel.PerSecond(units));

    /// <summary>Puts a price on calls.</summary>
    public ModelBuilder<TInput, TOutput> Cost(CostModel cost)
    {
        CostModel = cost ?? throw new ArgumentNullException(nameof(cost));
        return this;
    }

    /// <summary>Adds a version that is code. The first one becomes champion when the registry has none.</summary>
    public ModelBuilder<TInput, TOutput> Version(string version, Func<IServiceProvider, IPredictor<TInput, TOutput>> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(version);
        ArgumentNullException.ThrowIfNull(create);
        Code.Add(Name, version, create);
        return this;
    }

    /// <summary>Adds a version that is a method.</summary>
    /// <inheritdoc cref="Version(string, Func{IServiceProvider, IPredictor{TInput, TOutput}})"/>
    public ModelBuilder<TInput, TOutput> Version(string version, Func<TInput, TOutput> predict)
    {
        ArgumentNullException.ThrowIfNull(predict);
        return Version(version, _ => new DelegatePredictor<TInput, TOutput>(predict));
    }

    /// <summary>Loads registered versions with a loader of your own.</summary>
    public ModelBuilder<TInput, TOutput> LoadWith(Func<IServiceProvider, FeatureSet<TInput>, IModelLoader<TInput, TOutput>> create)
    {
        LoaderFactory = create ?? throw new ArgumentNullException(nameof(create));
        return this;
    }

    /// <summary>Registers a file as a version at start, unless the registry has these bytes already; champion when there is none.</summary>
    public ModelBuilder<TInput, TOutput> File(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArtifactPath = path;
        return this;
    }

    internal FeatureSet<TInput> BuildFeatures() => new(
        new ModelSchema(Name, _features), _reader ?? FeatureReaders.Combine(_numbers), _categories);

    internal RouteKey<TInput> BuildRouteKey()
    {
        if (RouteKeyReader is not null && RouteTag is not null)
            throw new InvalidOperationException($"Model '{Name}' declares its route's key twice: by a method, and by tag '{RouteTag}'. Remove one RouteBy.");
        return RouteTag is null
            ? new RouteKey<TInput>(RouteKeyReader ?? SubjectReader)
            : new RouteKey<TInput>(_tags.Find(tag => tag.Key == RouteTag)?.Read, RouteTag);
    }

    private void RefuseSecondMode(bool other)
    {
        if (other)
            throw new InvalidOperationException($"Model '{Name}' is declared both as audited and as sampled. An audit that leaves calls out is none: remove Audit or Sample.");
    }

    private void RefuseReader()
    {
        if (_reader is not null)
            throw new InvalidOperationException($"Model '{Name}' declares its numeric features together already. Declare all of them in Features, or all by Feature.");
    }
}
