using System.Text.Json.Nodes;
using MLOps.Sdk.MLflow.Model;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Rules;

namespace MLOps.Sdk.MLflow;

/// <content>
/// Notes are tags of the registered model: instances on any machine meet there. Each instance writes tags of its own, so
/// that nobody's update is lost to somebody else's although the server has no compare-and-set.
/// </content>
public sealed partial class MlflowModelRegistry
{
    /// <inheritdoc/>
    public async ValueTask PutAsync(NoteTopic topic, string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(topic.Model);
        RegistryName.CheckNote(name);
        await SetTagAsync(topic.Model, NoteTag.KeyOf(topic, name), NoteTag.Write(name, value.Span), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Those who propose at the same moment may each see their own at first; from then on all see the earliest by their clocks.</remarks>
    public async ValueTask<ReadOnlyMemory<byte>?> AgreeAsync(NoteTopic topic, string name, ReadOnlyMemory<byte>? proposal, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckNote(name);
        ReadOnlyMemory<byte>? agreed = await FindNoteAsync(topic, name, cancellationToken).ConfigureAwait(false);
        if (agreed is not null || proposal is not { } value)
            return agreed;
        string key = NoteTag.KeyOfProposal(topic, name, RegistryClock.Now(_time), Guid.NewGuid());
        await SetTagAsync(topic.Model, key, NoteTag.Write(name, value.Span), cancellationToken).ConfigureAwait(false);
        return await FindNoteAsync(topic, name, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SharedNote>> ListAsync(NoteTopic topic, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(topic.Model);
        return await GetModelAsync(topic.Model, cancellationToken).ConfigureAwait(false) is { } model ? [.. NoteTag.NotesIn(model.Notes, topic)] : [];
    }

    /// <inheritdoc/>
    public async ValueTask KeepOnlyAsync(NoteTopic topic, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(topic.Model);
        string kept = NoteTag.PrefixOf(topic);
        IEnumerable<string> keys = (await GetModelAsync(topic.Model, cancellationToken).ConfigureAwait(false))?.Notes.Keys ?? Enumerable.Empty<string>();
        foreach (string key in keys.Where(key => !key.StartsWith(kept, StringComparison.Ordinal)))
            await DeleteTagAsync(topic.Model, key, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ReadOnlyMemory<byte>?> FindNoteAsync(NoteTopic topic, string name, CancellationToken cancellationToken)
    {
        foreach (SharedNote note in await ListAsync(topic, cancellationToken).ConfigureAwait(false))
        {
            if (note.Name == name)
                return note.Value;
        }

        return null;
    }

    private async Task SetTagAsync(string model, string key, string value, CancellationToken cancellationToken) =>
        await _client.PostAsync("registered-models/set-tag", new JsonObject { ["name"] = model, ["key"] = key, ["value"] = value }, cancellationToken).ConfigureAwait(false);

    private async Task DeleteTagAsync(string model, string key, CancellationToken cancellationToken)
    {
        try
        {
            await _client.DeleteAsync("registered-models/delete-tag", new JsonObject { ["name"] = model, ["key"] = key }, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException fault) when (fault.IsMissing)
        {
            // Another instance removed it at the same moment.
        }
    }
}
