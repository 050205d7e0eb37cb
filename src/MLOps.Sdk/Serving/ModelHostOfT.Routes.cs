using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Rules;
using MLOps.Sdk.Rollout.Canaries;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Serving.Routing;
using MLOps.Sdk.Serving.Shadows;

namespace MLOps.Sdk.Serving;

/// <content>Follows decisions: loads what they need, lets calls go there, retires what they do not need.</content>
internal sealed partial class ModelHost<TInput, TOutput>
{
    /// <summary>The tag of a version whose calls change something outside.</summary>
    private const string SideEffectsTag = "side_effects";

    private ShadowLane<TInput, TOutput>[] _lanes = []; // replaced by the registry's watcher, read by any
    private CanaryTrial? _trial;

    public override void Stop()
    {
        foreach (ShadowLane<TInput, TOutput> lane in Interlocked.Exchange(ref _lanes, []))
            lane.Dispose();
    }

    /// <summary>Brings the routes to a decision.</summary>
    /// <returns>Why not all of it could be followed; null when all is as decided.</returns>
    private async ValueTask<string?> FollowAsync(IModelRegistry registry, ModelVersion champion, RolloutStatus? rollout, CancellationToken cancellationToken)
    {
        ServingVersion<TInput, TOutput>? before = slot.ChampionOrNull;
        ServingVersion<TInput, TOutput> current = await LoadAsync(registry, champion, cancellationToken).ConfigureAwait(false);
        List<ServingVersion<TInput, TOutput>> needed = [current];
        var faults = new List<string>();
        Routes<TInput, TOutput> routes = rollout is { Plan.IsRunning: true }
            ? await DealOutAsync(registry, current, rollout.Plan, needed, faults, cancellationToken).ConfigureAwait(false)
            : Routes<TInput, TOutput>.Only(current);
        bool isJudged = rollout is { Plan.IsRunning: true } && faults.Count == 0;
        ShadowLane<TInput, TOutput>[] lanes = await ShowToAsync(registry, rollout?.Plan.Shadows ?? [], needed, faults, cancellationToken).ConfigureAwait(false);

        slot.Replace(routes.With(lanes));
        EndOthers(lanes);
        LetGo(needed, before);
        if (!isJudged)
            _trial = null;
        else if (_trial?.IsSameStep(rollout!) != true) // a shadow that comes or goes does not make the step's evidence void
            _trial = new CanaryTrial(rollout!, WallClock.Microseconds(time), parts.Split);
        parts.Canaries.Follow(Name, _trial);
        return faults.Count == 0 ? null : string.Join(" ", faults);
    }

    /// <summary>Routes to the plan's variants; the champion answers the share of one that cannot be loaded.</summary>
    private async ValueTask<Routes<TInput, TOutput>> DealOutAsync(
        IModelRegistry registry, ServingVersion<TInput, TOutput> current, RolloutPlan plan, List<ServingVersion<TInput, TOutput>> needed, List<string> faults,
        CancellationToken cancellationToken)
    {
        var variants = new ServingVersion<TInput, TOutput>[plan.Variants.Count - 1];
        for (int i = 0; i < variants.Length; i++)
        {
            RolloutVariant variant = plan.Variants[i + 1];
            try
            {
                ServingVersion<TInput, TOutput> loaded = await LoadAsync(registry, await FindAsync(registry, variant.Version, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                needed.Add(loaded);
                variants[i] = loaded == current ? current : loaded.As(PredictionVariant.Canary);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                variants[i] = current;
                faults.Add($"Variant '{variant.Name}' of model '{Name}' cannot answer, and the champion answers its share: {fault.Message}");
            }
        }

        return Routes<TInput, TOutput>.Of(current, plan, variants);
    }

    /// <summary>Lanes to the shadows; those that are there already go on.</summary>
    private async ValueTask<ShadowLane<TInput, TOutput>[]> ShowToAsync(
        IModelRegistry registry, IReadOnlyList<ShadowVariant> shadows, List<ServingVersion<TInput, TOutput>> needed, List<string> faults, CancellationToken cancellationToken)
    {
        if (parts.Shadows.HasSideEffects && shadows.Count > 0)
        {
            faults.Add($"Model '{Name}' is declared to have side effects, so no version sees its calls beside. End its shadows.");
            return [];
        }

        var lanes = new List<ShadowLane<TInput, TOutput>>();
        foreach (ShadowVariant shadow in shadows)
        {
            try
            {
                ModelVersion known = await FindAsync(registry, shadow.Version, cancellationToken).ConfigureAwait(false);
                if (known.Tags.TryGetValue(SideEffectsTag, out string? effects) && effects == "true")
                    throw new ModelLoadException($"it has the tag {SideEffectsTag}=true");
                ServingVersion<TInput, TOutput> loaded = await LoadAsync(registry, known, cancellationToken).ConfigureAwait(false);
                needed.Add(loaded);
                lanes.Add(LaneTo(shadow, loaded));
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                faults.Add($"Version '{shadow.Version}' of model '{Name}' sees no calls: {fault.Message}");
            }
        }

        return [.. lanes];
    }

    private ShadowLane<TInput, TOutput> LaneTo(ShadowVariant shadow, ServingVersion<TInput, TOutput> loaded)
    {
        if (Array.Find(_lanes, lane => lane.Plan == shadow && lane.Version.Predictor == loaded.Predictor) is { } running)
            return running;
        var lane = new ShadowLane<TInput, TOutput>(shadow, loaded.As(PredictionVariant.Shadow), parts.Shadows);
        lane.Start();
        return lane;
    }

    /// <summary>Ends the lanes that no call finds any more.</summary>
    private void EndOthers(ShadowLane<TInput, TOutput>[] lanes)
    {
        foreach (ShadowLane<TInput, TOutput> lane in Interlocked.Exchange(ref _lanes, lanes))
        {
            if (!lanes.Contains(lane))
                lane.Dispose();
        }
    }

    private async ValueTask<ModelVersion> FindAsync(IModelRegistry registry, string version, CancellationToken cancellationToken) =>
        await registry.FindAsync(Name, version, cancellationToken).ConfigureAwait(false) ?? throw RegistryFault.NoVersion(Name, version, []);

    /// <summary>The version as it is loaded already, or warm, or newly loaded.</summary>
    private async ValueTask<ServingVersion<TInput, TOutput>> LoadAsync(IModelRegistry registry, ModelVersion version, CancellationToken cancellationToken)
    {
        if (_loaded.Find(known => Is(known, version)) is { } loaded)
            return loaded;
        ServingVersion<TInput, TOutput> next = _warm is { } warm && Is(warm, version) ? warm : await CreateAsync(registry, version, cancellationToken).ConfigureAwait(false);
        if (_warm == next)
            _warm = null;
        _loaded.Add(next);
        return next;

        static bool Is(ServingVersion<TInput, TOutput> known, ModelVersion version) => known.Version.Version == version.Version && known.Sha256 == version.Sha256;
    }

    /// <summary>Retires what is not needed any more; the champion before stays warm. Calls find the new routes already.</summary>
    private void LetGo(List<ServingVersion<TInput, TOutput>> needed, ServingVersion<TInput, TOutput>? before)
    {
        for (int i = _loaded.Count - 1; i >= 0; i--)
        {
            ServingVersion<TInput, TOutput> version = _loaded[i];
            if (needed.Contains(version))
                continue;
            _loaded.RemoveAt(i);
            if (version == before)
                KeepWarm(version);
            else
                Retire(version);
        }
    }

    private void KeepWarm(ServingVersion<TInput, TOutput> version)
    {
        if (_warm is { } older)
            Retire(older);
        _warm = version;
        _warmSince = time.GetTimestamp();
    }
}
