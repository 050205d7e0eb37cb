using System.Text.Json.Nodes;
using MLOps.Sdk.MLflow.Model;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Rules;

namespace MLOps.Sdk.MLflow;

public sealed partial class MlflowModelRegistry
{
    private const string AlreadyThere = "RESOURCE_ALREADY_EXISTS", ArtifactRoot = "modelops";

    /// <inheritdoc/>
    public async ValueTask<ModelVersion> RegisterAsync(VersionRegistration registration, CancellationToken cancellationToken = default)
    {
        RegistrationDraft.Check(registration);
        string? sha256 = RegistrationDraft.Sha256Of(registration);
        (ModelVersion version, bool changed) = await InTurnAsync(registration.Model, async () =>
        {
            MlflowModel model = await GetOrCreateModelAsync(registration.Model, cancellationToken).ConfigureAwait(false);
            List<MlflowVersion> versions = await ListAsync(model, cancellationToken).ConfigureAwait(false);
            if (registration.Version is { } name && versions.Find(known => known.Version.Version == name) is { } there)
                return (there.Version.Sha256 == sha256 ? there.Version : throw RegistryFault.OtherArtifact(there.Version, sha256), false);

            string version = registration.Version ?? RegistrationDraft.NextVersion([.. versions.Select(static known => known.Version.Version)]);
            ModelVersion added = RegistrationDraft.Version(registration, version, sha256, RegistryClock.Now(_time));
            await CreateVersionAsync(added, registration, cancellationToken).ConfigureAwait(false);
            await KeepAsync(model, RegistrationDraft.Event(registration, added, NextSequence(model)), cancellationToken).ConfigureAwait(false);
            return (added, true);
        }, cancellationToken).ConfigureAwait(false);
        if (changed)
            Nudge();
        return version;
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryEvent> PromoteAsync(AliasChange change, CancellationToken cancellationToken = default)
    {
        AliasMove.Check(change);
        return await MoveAsync(change.Model, change.Alias, (model, versions, current) =>
        {
            RefuseUnknown(model, versions, change.Version);
            return AliasMove.Promote(change, current, model.Events, NextSequence(model), RegistryClock.Now(_time));
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryEvent> RollbackAsync(Rollback rollback, CancellationToken cancellationToken = default)
    {
        AliasMove.Check(rollback);
        return await MoveAsync(rollback.Model, rollback.Alias, (model, versions, current) =>
        {
            RegistryEvent back = AliasMove.GoBack(rollback, current, model.Events, NextSequence(model), RegistryClock.Now(_time));
            RefuseUnknown(model, versions, back.To);
            return back;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryEvent> RecordAsync(RegistryNote note, CancellationToken cancellationToken = default)
    {
        NoteDraft.Check(note);
        RegistryEvent change = await InTurnAsync(note.Model, async () =>
        {
            (MlflowModel model, List<MlflowVersion> versions) = await RequireAsync(note.Model, cancellationToken).ConfigureAwait(false);
            if (note.Version is { } version)
                RefuseUnknown(model, versions, version);
            return await KeepAsync(model, NoteDraft.Event(note, model.Events, NextSequence(model), RegistryClock.Now(_time)), cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        Nudge();
        return change;
    }

    private static long NextSequence(MlflowModel model) => model.Events.Count == 0 ? 1 : model.Events[^1].Sequence + 1;

    private static void RefuseUnknown(MlflowModel model, List<MlflowVersion> versions, string version)
    {
        if (!versions.Exists(known => known.Version.Version == version))
            throw RegistryFault.NoVersion(model.Name, version, versions.Select(static known => known.Version.Version));
    }

    private async ValueTask<RegistryEvent> MoveAsync(
        string name, string alias, Func<MlflowModel, List<MlflowVersion>, string?, RegistryEvent> decide, CancellationToken cancellationToken)
    {
        RegistryEvent change = await InTurnAsync(name, async () =>
        {
            (MlflowModel model, List<MlflowVersion> versions) = await RequireAsync(name, cancellationToken).ConfigureAwait(false);
            string? current = model.Aliases.TryGetValue(alias, out string? number) ? NameOf(versions, number) : null;
            RegistryEvent move = decide(model, versions, current);

            // The alias first: a move without its event is a move that others made, an event without its move would be a lie.
            await PointAsync(model, alias, versions.Find(version => version.Version.Version == move.To)!.Number, cancellationToken).ConfigureAwait(false);
            return await KeepAsync(model, move, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        Nudge();
        return change;
    }

    private async ValueTask<(MlflowModel Model, List<MlflowVersion> Versions)> RequireAsync(string name, CancellationToken cancellationToken)
    {
        MlflowModel model = await GetModelAsync(name, cancellationToken).ConfigureAwait(false) ?? throw RegistryFault.NoModel(name, Location);
        List<MlflowVersion> versions = await ListAsync(model, cancellationToken).ConfigureAwait(false);
        return versions.Count > 0 ? (model, versions) : throw RegistryFault.NoModel(name, Location);
    }

    private async ValueTask<MlflowModel> GetOrCreateModelAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await _client.PostAsync("registered-models/create", new JsonObject { ["name"] = name }, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException fault) when (fault.ErrorCode == AlreadyThere)
        {
            // It is there.
        }

        return await GetModelAsync(name, cancellationToken).ConfigureAwait(false) ?? throw RegistryFault.NoModel(name, Location);
    }

    private async ValueTask CreateVersionAsync(ModelVersion version, VersionRegistration registration, CancellationToken cancellationToken)
    {
        string folder = $"{ArtifactRoot}/{version.Model}/{version.Sha256 ?? "code"}";
        if (registration.Artifact is { } artifact)
            await _client.UploadAsync(_source.AddressOf($"{folder}/{version.FileName ?? "model.onnx"}"), artifact, cancellationToken).ConfigureAwait(false);
        var tags = new JsonArray();
        foreach ((string key, string value) in TagText.Split(MlflowVersion.RecordKey, RegistryDocuments.Write(version)))
            tags.Add((JsonNode)new JsonObject { ["key"] = key, ["value"] = value });
        await _client.PostAsync("model-versions/create", new JsonObject
        {
            ["name"] = version.Model,
            ["source"] = "mlflow-artifacts:/" + folder,
            ["tags"] = tags,
            ["description"] = registration.Reason,
        }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask PointAsync(MlflowModel model, string alias, string number, CancellationToken cancellationToken)
    {
        try
        {
            await _client.PostAsync("registered-models/alias", new JsonObject { ["name"] = model.Name, ["alias"] = alias, ["version"] = number }, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException fault) when (fault.IsUnknownCall)
        {
            // Before 2.3 there are stages, of which two have our aliases' meaning.
            string stage = MlflowModel.StageOf(alias)
                ?? throw new MlflowException($"The MLflow server at {Location} is older than 2.3 and knows no aliases: only champion (stage Production) and challenger (stage Staging) can be set. Update the server for alias '{alias}'.", fault);
            await _client.PostAsync("model-versions/transition-stage", new JsonObject
            {
                ["name"] = model.Name,
                ["version"] = number,
                ["stage"] = stage,
                ["archive_existing_versions"] = true,
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<RegistryEvent> KeepAsync(MlflowModel model, RegistryEvent change, CancellationToken cancellationToken)
    {
        RegistryEvent sealedEvent = RegistryChain.Seal(model.Events.Count == 0 ? null : model.Events[^1].Hash, change);
        foreach ((string key, string value) in MlflowModel.TagsOf(sealedEvent).Reverse()) // the first part last: it makes the event visible
            await SetTagAsync(model.Name, key, value, cancellationToken).ConfigureAwait(false);
        return sealedEvent;
    }

    private async ValueTask<T> InTurnAsync<T>(string model, Func<Task<T>> change, CancellationToken cancellationToken)
    {
        SemaphoreSlim turn = Turns.GetOrAdd((_client.Root, model), static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await change().ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }
}
