using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MLOps.Sdk.MLflow.Artifacts;
using MLOps.Sdk.MLflow.Http;
using MLOps.Sdk.MLflow.Model;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Rules;

namespace MLOps.Sdk.MLflow;

/// <summary>
/// An MLflow server as the registry. Versions of other tools are seen by their numbers, ours by their names; our events
/// are tags of the registered model, since MLflow keeps no history. While the server is away, the last good answers
/// about aliases and the artefacts downloaded before go on serving, with their age.
/// </summary>
/// <remarks>
/// MLflow has no compare-and-set: changes are serialised within a process, and between processes the last one wins,
/// which the history then shows. Safe on any thread.
/// </remarks>
public sealed partial class MlflowModelRegistry : IModelRegistry, IRegistryNotifier, ISharedNotes, IDisposable
{
    // Instances of one process on one server take turns: (server, model) → turn.
    private static readonly ConcurrentDictionary<(Uri Server, string Model), SemaphoreSlim> Turns = new();

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MlflowClient _client;
    private readonly ArtifactCache _cache;
    private readonly ArtifactSource _source;
    private readonly ArtifactDownload _download;
    private readonly ConcurrentDictionary<string, bool> _followed = new(StringComparer.Ordinal); // models that somebody resolved
    private readonly ConcurrentDictionary<string, string> _foreign = new(StringComparer.Ordinal); // what else than our events was seen of a model
    private long _foreignChanges;

    /// <summary>The registry on a server; nothing is asked yet.</summary>
    /// <param name="options">The server and how to reach it.</param>
    /// <param name="time">The time of events, and of waits.</param>
    /// <param name="logger">Told when a handler of <see cref="Changed"/> fails.</param>
    public MlflowModelRegistry(MlflowOptions options, TimeProvider time, ILogger<MlflowModelRegistry>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _logger = logger ?? NullLogger<MlflowModelRegistry>.Instance;
        _client = new MlflowClient(options, time);
        _cache = new ArtifactCache(options.CacheDirectory);
        _source = new ArtifactSource(_client);
        _download = new ArtifactDownload(_client, options, time);
        Location = "mlflow+" + _client.Root.AbsoluteUri.TrimEnd('/');
    }

    /// <inheritdoc/>
    public event EventHandler? Changed;

    /// <inheritdoc/>
    public string Location { get; }

    /// <summary>Lets those who follow the registry look at once: what a webhook calls. A nudge that never comes costs a poll's interval.</summary>
    public void Nudge() => ChangeNotice.Raise(this, Changed, _logger);

    /// <inheritdoc/>
    public async ValueTask<ModelVersion?> FindAsync(string model, string version, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(model);
        RegistryName.CheckVersion(version);
        return (await ListVersionsAsync(model, cancellationToken).ConfigureAwait(false)).FirstOrDefault(found => found.Version == version);
    }

    /// <inheritdoc/>
    /// <remarks>While the server is away: the last good answer, with <see cref="ModelVersion.AsOf"/>.</remarks>
    public async ValueTask<ModelVersion?> ResolveAsync(string model, string alias = ModelAlias.Champion, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(model);
        RegistryName.CheckAlias(alias);
        _followed.TryAdd(model, true);
        ModelVersion? recalled = null;
        try
        {
            if (await GetModelAsync(model, cancellationToken).ConfigureAwait(false) is not { } found || !found.Aliases.TryGetValue(alias, out string? number))
                return null;
            MlflowVersion version = await GetVersionAsync(found, number, cancellationToken).ConfigureAwait(false);
            if (version.Status != MlflowVersion.Ready)
                throw new MlflowException($"Alias '{alias}' of model '{model}' points to version '{number}', which is {version.Status}. It is not loaded before it is READY.") { Status = System.Net.HttpStatusCode.OK };
            _cache.Remember(alias, version.Version, _time.GetUtcNow());
            return version.Version;
        }
        catch (RegistryException) when (_cache.Recall(model, alias) is { } known && (recalled = known) is not null)
        {
            // A version of another tool has its number as its name, and its hash since it was downloaded.
            return recalled with { Sha256 = recalled.Sha256 ?? _cache.Sha256Of(model, recalled.Version) };
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RegisteredModel>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        var models = new List<RegisteredModel>();
        foreach (string name in await ModelNamesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await GetModelAsync(name, cancellationToken).ConfigureAwait(false) is not { } model)
                continue;
            List<MlflowVersion> versions = await ListAsync(model, cancellationToken).ConfigureAwait(false);
            if (versions.Count == 0)
                continue; // made by a registration that did not come to its end
            var aliases = model.Aliases.ToDictionary(static alias => alias.Key, alias => NameOf(versions, alias.Value), StringComparer.Ordinal);
            models.Add(new RegisteredModel(name, versions.Count, aliases, model.Events.Count > 0 ? model.Events[^1].Time : model.UpdatedAt));
        }

        return models;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ModelVersion>> ListVersionsAsync(string model, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(model);
        return await GetModelAsync(model, cancellationToken).ConfigureAwait(false) is { } found
            ? [.. (await ListAsync(found, cancellationToken).ConfigureAwait(false)).Select(static version => version.Version)]
            : [];
    }

    /// <inheritdoc/>
    /// <remarks>Changes that others made in MLflow have no events here: it keeps no history of aliases.</remarks>
    public async ValueTask<IReadOnlyList<RegistryEvent>> GetHistoryAsync(string model, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(model);
        return (await GetModelAsync(model, cancellationToken).ConfigureAwait(false))?.Events ?? [];
    }

    /// <inheritdoc/>
    /// <remarks>One <c>registered-models/get</c> for each model that is followed, which also shows aliases that others moved; one search when none is.</remarks>
    public async ValueTask<long> GetRevisionAsync(CancellationToken cancellationToken = default)
    {
        IEnumerable<string> models = _followed.IsEmpty ? await ModelNamesAsync(cancellationToken).ConfigureAwait(false) : _followed.Keys;
        long events = 0;
        foreach (string name in models)
        {
            if (await GetModelAsync(name, cancellationToken).ConfigureAwait(false) is not { } model)
                continue;
            events += model.Events.Count;
            NoteForeignChange(model);
        }

        return events + Interlocked.Read(ref _foreignChanges);
    }

    /// <inheritdoc/>
    /// <remarks>Downloaded once: kept by its SHA-256 and verified whenever it is read.</remarks>
    public async ValueTask<byte[]?> ReadArtifactAsync(ModelVersion version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (version.Sha256 is { } known && await _cache.ReadAsync(known, cancellationToken).ConfigureAwait(false) is { } kept)
            return kept;

        MlflowModel model = await GetModelAsync(version.Model, cancellationToken).ConfigureAwait(false) ?? throw RegistryFault.NoModel(version.Model, Location);
        MlflowVersion found = (await ListAsync(model, cancellationToken).ConfigureAwait(false)).Find(candidate => candidate.Version.Version == version.Version)
            ?? throw RegistryFault.NoVersion(version.Model, version.Version, []);
        if (IsCode(found))
            return null;

        ArtifactFile file = await _source.FindAsync(found, cancellationToken).ConfigureAwait(false);
        string part = _cache.PartOf(version.Model, found.Number);
        await _download.FetchAsync(file, part, cancellationToken).ConfigureAwait(false);
        (string sha256, byte[] bytes) = await _cache.TakeAsync(part, version.Model, found.Number, cancellationToken).ConfigureAwait(false);
        return version.Sha256 is null || version.Sha256 == sha256 ? bytes : throw RegistryFault.ChangedArtifact(version, file.Address.AbsoluteUri, sha256);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string NameOf(List<MlflowVersion> versions, string number) => versions.Find(version => version.Number == number)?.Version.Version ?? number;

    private static bool IsCode(MlflowVersion version) => version.Source is { } source && source.EndsWith("/code", StringComparison.Ordinal) && version.Version.Sha256 is null;

    /// <summary>What others changed is not among our events: it is counted where it is seen.</summary>
    private void NoteForeignChange(MlflowModel model)
    {
        string seen = string.Create(CultureInfo.InvariantCulture, $"{model.Events.Count};{string.Join(',', model.Aliases)}");
        string? before = _foreign.TryGetValue(model.Name, out string? known) ? known : null;
        _foreign[model.Name] = seen;
        if (before is not null && before != seen && before.Split(';')[0] == seen.Split(';')[0])
            Interlocked.Increment(ref _foreignChanges);
    }

    private async ValueTask<List<string>> ModelNamesAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        string token = "";
        do
        {
            JsonElement page = await SearchModelsAsync(token, cancellationToken).ConfigureAwait(false);
            names.AddRange(page.ListOf("registered_models").Select(static model => model.TextOf("name")).OfType<string>());
            token = page.TextOf("next_page_token") ?? "";
        }
        while (token.Length > 0);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private async ValueTask<JsonElement> SearchModelsAsync(string token, CancellationToken cancellationToken)
    {
        (string, string)[] query = token.Length == 0 ? [("max_results", "1000")] : [("max_results", "1000"), ("page_token", token)];
        try
        {
            return await _client.GetAsync("registered-models/search", cancellationToken, query).ConfigureAwait(false);
        }
        catch (MlflowException fault) when (fault.IsUnknownCall)
        {
            return await _client.GetAsync("registered-models/list", cancellationToken, query).ConfigureAwait(false); // 1.x
        }
    }

    private async ValueTask<MlflowModel?> GetModelAsync(string model, CancellationToken cancellationToken)
    {
        try
        {
            JsonElement answer = await _client.GetAsync("registered-models/get", cancellationToken, ("name", model)).ConfigureAwait(false);
            return new MlflowModel(answer.ObjectOf("registered_model") ?? throw new MlflowException($"The answer of {Location} about model '{model}' has no registered_model. Check that an MLflow server runs there.") { Status = System.Net.HttpStatusCode.OK });
        }
        catch (MlflowException fault) when (fault.IsMissing)
        {
            return null;
        }
    }

    private async ValueTask<MlflowVersion> GetVersionAsync(MlflowModel model, string number, CancellationToken cancellationToken)
    {
        JsonElement answer = await _client.GetAsync("model-versions/get", cancellationToken, ("name", model.Name), ("version", number)).ConfigureAwait(false);
        MlflowVersion version = MlflowVersion.From(answer.ObjectOf("model_version") ?? throw new MlflowException($"The answer of {Location} about version '{number}' of model '{model.Name}' has no model_version.") { Status = System.Net.HttpStatusCode.OK });
        return version with { Version = Complete(version, model) };
    }

    private async ValueTask<List<MlflowVersion>> ListAsync(MlflowModel model, CancellationToken cancellationToken)
    {
        if (model.Name.Contains('\'', StringComparison.Ordinal))
            throw new RegistryException($"MLflow cannot list versions of a model whose name has a quotation mark: '{model.Name}'. Rename it there.");
        var versions = new List<MlflowVersion>();
        string token = "";
        do
        {
            (string, string)[] query = [("filter", $"name='{model.Name}'"), ("max_results", "1000"), .. token.Length == 0 ? Array.Empty<(string, string)>() : [("page_token", token)]];
            JsonElement page = await _client.GetAsync("model-versions/search", cancellationToken, query).ConfigureAwait(false);
            versions.AddRange(page.ListOf("model_versions").Select(MlflowVersion.From).Select(version => version with { Version = Complete(version, model) }));
            token = page.TextOf("next_page_token") ?? "";
        }
        while (token.Length > 0);
        versions.Sort(static (a, b) => NumberOf(a).CompareTo(NumberOf(b)));
        return versions;
    }

    private ModelVersion Complete(MlflowVersion version, MlflowModel model) => version.Version with
    {
        Sha256 = version.Version.Sha256 ?? _cache.Sha256Of(model.Name, version.Number),
        Aliases = [.. model.Aliases.Where(alias => alias.Value == version.Number).Select(static alias => alias.Key)],
    };

    private static long NumberOf(MlflowVersion version) => long.TryParse(version.Number, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : long.MaxValue;
}
