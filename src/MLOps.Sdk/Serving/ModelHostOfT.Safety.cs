using System.Globalization;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Rules;

namespace MLOps.Sdk.Serving;

/// <content>Keeps the previous champion ready as a fallback, warms versions up, and keeps to the bound of those in memory.</content>
internal sealed partial class ModelHost<TInput, TOutput>
{
    /// <summary>Where the previous champion stands by as a fallback; null when it need not.</summary>
    public ModelSlot<TInput, TOutput>? Previous { get; init; }

    /// <summary>What a version is given before it answers.</summary>
    public IReadOnlyList<TInput> WarmUps { get; init; } = [];

    /// <summary>The most versions of the model in memory.</summary>
    public int MaximumVersions { get; init; } = int.MaxValue;

    private int VersionsInMemory => _loaded.Count + _retired.Count + (_warm is null ? 0 : 1) + (Previous?.ChampionOrNull is null ? 0 : 1);

    /// <summary>Lets the version stand by to which a rollback would go back. A copy of its own: it is there when the champion changes.</summary>
    /// <returns>Why it cannot; null when it does, or there is none.</returns>
    private async ValueTask<string?> FollowPreviousAsync(IModelRegistry registry, ModelVersion champion, CancellationToken cancellationToken)
    {
        if (Previous is not { } fallback)
            return null;
        ServingVersion<TInput, TOutput>? standing = fallback.ChampionOrNull;
        try
        {
            string? previous = AliasHistory.Previous(await registry.GetHistoryAsync(Name, cancellationToken).ConfigureAwait(false), ModelAlias.Champion, champion.Version);
            if (previous is null || previous == standing?.Version.Version)
                return null;
            ModelVersion known = await registry.FindAsync(Name, previous, cancellationToken).ConfigureAwait(false) ?? throw RegistryFault.NoVersion(Name, previous, []);
            fallback.Replace((await CreateAsync(registry, known, cancellationToken).ConfigureAwait(false)).As(PredictionVariant.Fallback));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return $"The previous version of model '{Name}' cannot stand by as a fallback: {fault.Message}";
        }

        if (standing is not null)
            Retire(standing);
        return null;
    }

    /// <summary>Gives up what is only warm, and refuses to load one version more than memory is meant for.</summary>
    /// <exception cref="ModelLoadException">As many as may be are in memory, since calls are inside those that were replaced.</exception>
    private async ValueTask MakeRoomAsync(string version)
    {
        if (VersionsInMemory < MaximumVersions)
            return;
        if (_warm is { } warm)
        {
            Retire(warm);
            _warm = null;
        }

        await SweepAsync().ConfigureAwait(false);
        if (VersionsInMemory >= MaximumVersions)
        {
            throw new ModelLoadException(string.Create(CultureInfo.InvariantCulture,
                $"Version '{version}' of model '{Name}' is not loaded: {VersionsInMemory} versions are in memory, calls are inside those that were replaced, and at most {MaximumVersions} may be (ModelOpsOptions.MaximumLoadedVersions). It is tried again."));
        }
    }

    /// <summary>Lets a version predict before anybody waits for it.</summary>
    /// <exception cref="ModelLoadException">It fails.</exception>
    private async ValueTask WarmUpAsync(string version, IPredictor<TInput, TOutput> predictor, IPredictor<TInput, TOutput>? owned, CancellationToken cancellationToken)
    {
        for (int i = 0; i < WarmUps.Count; i++)
        {
            try
            {
                await predictor.PredictAsync(WarmUps[i], cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                if (owned is IAsyncDisposable asynchronous)
                    await asynchronous.DisposeAsync().ConfigureAwait(false);
                else
                    (owned as IDisposable)?.Dispose();
                throw new ModelLoadException(string.Create(CultureInfo.InvariantCulture,
                    $"Version '{version}' of model '{Name}' fails its warm-up on input {i} and does not answer: {fault.Message}"), fault);
            }
        }
    }
}
