using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Canaries;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Serving.Shadows;

namespace MLOps.Sdk.Serving;

/// <summary>What a model host works with.</summary>
internal sealed record ModelParts<TInput, TOutput>(
    ModelSchema Schema, CodeVersions<TInput, TOutput> Code, IModelLoader<TInput, TOutput>? Loader, PredictorBuilder<TInput, TOutput> Layers, string? ArtifactPath)
{
    /// <summary>What records show of whom calls belong to.</summary>
    public required SplitUnit Split { get; init; }

    /// <summary>What its shadows work with.</summary>
    public required ShadowParts<TInput, TOutput> Shadows { get; init; }

    /// <summary>Counts what variants do.</summary>
    public required CanaryMonitor Canaries { get; init; }
}

/// <summary>Loads, swaps and retires the versions of one model. Everything but the slot is owned by the registry's watcher.</summary>
internal sealed partial class ModelHost<TInput, TOutput>(
    ModelParts<TInput, TOutput> parts, ModelSlot<TInput, TOutput> slot, PredictionChannel channel, IPredictionAnnotator annotator, IServiceProvider services, TimeProvider time,
    TimeSpan bakeTime)
    : ModelHost(parts.Schema.Name)
{
    private readonly List<ServingVersion<TInput, TOutput>> _loaded = []; // answer now, each once, whatever parts it plays
    private readonly List<ServingVersion<TInput, TOutput>> _retired = [];
    private ServingVersion<TInput, TOutput>? _warm; // answered before the current one, and can do so again at once
    private long _warmSince;
    private (string Version, string? Sha256, long Rollout)? _followed; // the decision that is in place, when all of it is
    private DateTimeOffset? _checkedAt;
    private string? _error;

    public override ModelStatus Status =>
        new(Name, slot.ChampionOrNull?.Version.Version, slot.ChampionOrNull?.Sha256, _checkedAt, Volatile.Read(ref _error));

    public override IReadOnlyList<ShadowReport> Shadows => [.. Volatile.Read(ref _lanes).Select(static lane => lane.Report)];

    public override async ValueTask RegisterAsync(IModelRegistry registry, CancellationToken cancellationToken)
    {
        string? first = null;
        foreach (string version in parts.Code.Names)
        {
            await registry.RegisterAsync(
                new VersionRegistration { Model = Name, Version = version, Reason = "declared in code" }, cancellationToken).ConfigureAwait(false);
            first ??= version;
        }

        if (parts.ArtifactPath is { } path)
            first ??= await RegisterFileAsync(registry, path, cancellationToken).ConfigureAwait(false);
        if (first is null || await registry.ResolveAsync(Name, ModelAlias.Champion, cancellationToken).ConfigureAwait(false) is not null)
            return;

        try
        {
            await registry.PromoteAsync(new AliasChange(Name, first, "first version") { Expected = "" }, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryConflictException)
        {
            // Another process made its first version champion at the same moment: that one answers.
        }
    }

    public override async ValueTask RefreshAsync(IModelRegistry registry, CancellationToken cancellationToken)
    {
        ModelVersion? champion = await registry.ResolveAsync(Name, ModelAlias.Champion, cancellationToken).ConfigureAwait(false);
        _checkedAt = champion?.AsOf ?? time.GetUtcNow();
        if (champion is null)
            throw new ModelLoadException($"Model '{Name}' has no champion in the registry {registry.Location}. Promote a version: modelops models promote {Name} VERSION --reason WHY.");

        RolloutStatus? rollout = await ReadRolloutAsync(registry, cancellationToken).ConfigureAwait(false);
        (string, string?, long) decision = (champion.Version, champion.Sha256, rollout?.Sequence ?? 0);
        if (decision == _followed)
        {
            Volatile.Write(ref _error, null); // the registry was away, and is back
            return;
        }

        _followed = null;
        string? fault = await FollowAsync(registry, champion, rollout, cancellationToken).ConfigureAwait(false);
        fault ??= await FollowPreviousAsync(registry, champion, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _error, fault);
        if (fault is null)
            _followed = decision;
    }

    public override async ValueTask SweepAsync()
    {
        if (_warm is { } warm && time.GetElapsedTime(_warmSince) >= bakeTime)
        {
            Retire(warm);
            _warm = null;
        }

        for (int i = _retired.Count - 1; i >= 0; i--)
        {
            if (_retired[i].Lease is { IsOver: false })
                continue;
            ServingVersion<TInput, TOutput> over = _retired[i];
            _retired.RemoveAt(i);
            await over.DisposeAsync().ConfigureAwait(false);
        }
    }

    public override void NoteError(string error) => Volatile.Write(ref _error, error);

    /// <summary>The last rollout. An app that starts while the registry is away, and knows its champion, starts without one.</summary>
    private async ValueTask<RolloutStatus?> ReadRolloutAsync(IModelRegistry registry, CancellationToken cancellationToken)
    {
        try
        {
            return RolloutStatus.From(await registry.GetHistoryAsync(Name, cancellationToken).ConfigureAwait(false));
        }
        catch (RegistryException) when (slot.ChampionOrNull is null)
        {
            return null;
        }
    }

    private void Retire(ServingVersion<TInput, TOutput> version)
    {
        version.Lease?.Retire();
        _retired.Add(version);
    }

    private async ValueTask<ServingVersion<TInput, TOutput>> CreateAsync(IModelRegistry registry, ModelVersion champion, CancellationToken cancellationToken)
    {
        await MakeRoomAsync(champion.Version).ConfigureAwait(false);
        IPredictor<TInput, TOutput>? code = parts.Code.Create(champion.Version, services);
        IPredictor<TInput, TOutput>? loaded = code is null ? await LoadArtifactAsync(registry, champion, cancellationToken).ConfigureAwait(false) : null;
        await TakeReferenceAsync(registry, champion, cancellationToken).ConfigureAwait(false);
        IPredictor<TInput, TOutput> layered = parts.Layers.Build(code ?? loaded!, services);
        await WarmUpAsync(champion.Version, layered, loaded, cancellationToken).ConfigureAwait(false);
        ServedVersion served = channel.Ring.Versions.GetOrAdd(parts.Schema, champion.Version);
        var origin = new PredictionOrigin(served, PredictionVariant.Champion, channel.Ring.Header.Writer, time.TimestampFrequency, annotator);
        return new ServingVersion<TInput, TOutput>(origin, layered, loaded, champion.Sha256);
    }

    /// <summary>Watches the version against the reference beside it, where there is one. A fault here never keeps it from answering.</summary>
    private async ValueTask TakeReferenceAsync(IModelRegistry registry, ModelVersion version, CancellationToken cancellationToken)
    {
        try
        {
            if (await registry.ReadReferenceAsync(version, cancellationToken).ConfigureAwait(false) is { } profile)
                services.GetService<DriftMonitor>()?.SetReference(Name, version.Version, profile);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            services.GetService<ILoggerFactory>()?.CreateLogger<ModelHost>().ReferenceNotTaken(version.Version, Name, fault.Message);
        }
    }

    private async ValueTask<IPredictor<TInput, TOutput>> LoadArtifactAsync(IModelRegistry registry, ModelVersion champion, CancellationToken cancellationToken)
    {
        if (parts.Loader is not { } loader)
        {
            throw new ModelLoadException(
                $"Version '{champion.Version}' of model '{Name}' is champion and not among the versions of the app: {string.Join(", ", parts.Code.Names)}. "
                + "Deploy an app that has it, or promote one of these.");
        }

        byte[]? bytes = await registry.ReadArtifactAsync(champion, cancellationToken).ConfigureAwait(false);
        return await loader.LoadAsync(new ModelArtifact(champion, bytes), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<string> RegisterFileAsync(IModelRegistry registry, string path, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"The file of model '{Name}' cannot be read: '{Path.GetFullPath(path)}'. Correct the path in File(…), or register the version with modelops models register.", fault);
        }

        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        foreach (ModelVersion known in await registry.ListVersionsAsync(Name, cancellationToken).ConfigureAwait(false))
        {
            if (known.Sha256 == sha256)
                return known.Version;
        }

        ModelVersion added = await registry.RegisterAsync(
            new VersionRegistration { Model = Name, Artifact = bytes, FileName = Path.GetFileName(path), Reason = "brought by the app" }, cancellationToken).ConfigureAwait(false);
        return added.Version;
    }
}
