using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using MLOps.Sdk.Registry.Artifacts;
using MLOps.Sdk.Registry.Notes;
using MLOps.Sdk.Registry.Rules;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Registry.Files;

/// <summary>
/// A registry that is a directory of files which people can read, review and keep under version control:
/// <c>models/NAME/versions/VERSION.json</c>, <c>aliases.json</c>, <c>events.jsonl</c>, and artefacts by their hash. A
/// promotion is a change of <c>aliases.json</c>, so it can be a commit. Safe on any thread, and in any number of processes.
/// </summary>
public sealed class FileModelRegistry : IModelRegistry, IArtifactKeeper, IRegistryNotifier, ISharedNotes
{
    /// <summary>How long a change waits for its turn to write before it fails: 10 s.</summary>
    private const int PatienceMilliseconds = 10_000;

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WriterLock _turns;
    private readonly RegistryFiles _files;
    private readonly ArtifactStore _artifacts;
    private readonly FileNotes _notes;
    private readonly FileRevision _revision;

    /// <summary>The registry in a directory; nothing is touched before the first change.</summary>
    /// <param name="directory">The directory, created when missing so that only its owner can read it (0700 on Unix).</param>
    /// <param name="time">The time of events.</param>
    /// <param name="logger">Told when a handler of <see cref="Changed"/> fails.</param>
    public FileModelRegistry(string directory, TimeProvider time, ILogger<FileModelRegistry>? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(time);
        Location = Path.GetFullPath(directory);
        _time = time;
        _logger = logger ?? NullLogger<FileModelRegistry>.Instance;
        _turns = new WriterLock(Location);
        _files = new RegistryFiles(Location);
        _artifacts = new ArtifactStore(Location);
        _notes = new FileNotes(Location);
        _revision = new FileRevision(_files);
    }

    /// <inheritdoc/>
    public event EventHandler? Changed;

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public ValueTask<ModelVersion> RegisterAsync(VersionRegistration registration, CancellationToken cancellationToken = default)
    {
        RegistrationDraft.Check(registration);
        string? sha256 = RegistrationDraft.Sha256Of(registration);
        return ChangeAsync(aliases =>
        {
            string model = registration.Model;
            VersionFile? there = registration.Version is { } name ? _files.ReadVersion(model, name) : null;
            if (there is not null && there.Sha256 != sha256)
                throw RegistryFault.OtherArtifact(there.ToVersion(aliases), sha256);
            if (there is not null && IsInHistory(aliases, there))
                return (there.ToVersion(aliases), null);

            string version = registration.Version ?? RegistrationDraft.NextVersion([.. _files.ReadVersions(model).Select(file => file.Version)]);
            if (there is null && _files.IsTaken(model, version))
                throw new RegistryConflictException($"Version '{version}' of model '{model}' differs from one that is there only in upper and lower case, which this file system does not keep apart. Choose another name.");

            // A version that a crash or a person left without an event gets its event now.
            ModelVersion added = there?.ToVersion(aliases) ?? RegistrationDraft.Version(registration, version, sha256, RegistryClock.Now(_time));
            if (registration.Artifact is { } artifact)
                _artifacts.Write(sha256!, artifact.Span);
            if (there is null)
                _files.WriteVersion(VersionFile.From(added, _files.CountVersions(model) + 1));
            return (added, Seal(aliases, RegistrationDraft.Event(registration, added, aliases.Revision + 1)));
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<string> KeepAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        string sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.Span));
        await Task.Run(() => _artifacts.Write(sha256, bytes.Span), cancellationToken).ConfigureAwait(false);
        return sha256;
    }

    /// <inheritdoc/>
    public ValueTask<ModelVersion?> FindAsync(string model, string version, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(model);
        RegistryName.CheckVersion(version);
        return ReadAsync(() => _files.ReadVersion(model, version)?.ToVersion(_files.ReadAliases()), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ModelVersion?> ResolveAsync(string model, string alias = ModelAlias.Champion, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(model);
        RegistryName.CheckAlias(alias);
        return ReadAsync(() =>
        {
            AliasFile aliases = _files.ReadAliases();
            if (aliases.VersionOf(model, alias) is not { } version)
                return null;

            return RefuseUnknownVersion(model, version).ToVersion(aliases);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RegisteredModel>> ListModelsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<RegisteredModel>>(() =>
        {
            AliasFile aliases = _files.ReadAliases();
            List<RegistryEvent> events = _files.ReadEvents(aliases);
            return [.. _files.ModelNames().Select(model =>
            {
                List<VersionFile> versions = _files.ReadVersions(model);
                DateTimeOffset updated = events.FindLast(change => change.Model == model)?.Time ?? versions[^1].CreatedAt;
                return new RegisteredModel(model, versions.Count, aliases.AliasesOf(model), updated);
            })];
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ModelVersion>> ListVersionsAsync(string model, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(model);
        return ReadAsync<IReadOnlyList<ModelVersion>>(() =>
        {
            AliasFile aliases = _files.ReadAliases();
            return [.. _files.ReadVersions(model).Select(file => file.ToVersion(aliases))];
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryEvent> PromoteAsync(AliasChange change, CancellationToken cancellationToken = default)
    {
        AliasMove.Check(change);
        return ChangeAsync(aliases =>
        {
            RefuseUnknownModel(change.Model);
            RefuseUnknownVersion(change.Model, change.Version);
            RegistryEvent move = Seal(aliases, AliasMove.Promote(
                change, aliases.VersionOf(change.Model, change.Alias), EventsOf(aliases, change.Model), aliases.Revision + 1, RegistryClock.Now(_time)));
            return (move, move);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryEvent> RollbackAsync(Rollback rollback, CancellationToken cancellationToken = default)
    {
        AliasMove.Check(rollback);
        return ChangeAsync(aliases =>
        {
            RefuseUnknownModel(rollback.Model);
            RegistryEvent move = Seal(aliases, AliasMove.GoBack(
                rollback, aliases.VersionOf(rollback.Model, rollback.Alias), EventsOf(aliases, rollback.Model), aliases.Revision + 1, RegistryClock.Now(_time)));
            RefuseUnknownVersion(rollback.Model, move.To);
            return (move, move);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryEvent> RecordAsync(RegistryNote note, CancellationToken cancellationToken = default)
    {
        NoteDraft.Check(note);
        return ChangeAsync(aliases =>
        {
            RefuseUnknownModel(note.Model);
            if (note.Version is { } version)
                RefuseUnknownVersion(note.Model, version);
            RegistryEvent change = Seal(aliases, NoteDraft.Event(note, EventsOf(aliases, note.Model), aliases.Revision + 1, RegistryClock.Now(_time)));
            return (change, change);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RegistryEvent>> GetHistoryAsync(string model, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(model);
        return ReadAsync<IReadOnlyList<RegistryEvent>>(() => EventsOf(_files.ReadAliases(), model), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>A change that a person or version control makes to <c>aliases.json</c> counts too.</remarks>
    public ValueTask<long> GetRevisionAsync(CancellationToken cancellationToken = default) => ReadAsync(_revision.Read, cancellationToken);

    /// <inheritdoc/>
    public ValueTask PutAsync(NoteTopic topic, string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default) =>
        _notes.PutAsync(topic, name, value, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> AgreeAsync(NoteTopic topic, string name, ReadOnlyMemory<byte>? proposal, CancellationToken cancellationToken = default) =>
        _notes.AgreeAsync(topic, name, proposal, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SharedNote>> ListAsync(NoteTopic topic, CancellationToken cancellationToken = default) =>
        _notes.ListAsync(topic, cancellationToken);

    /// <inheritdoc/>
    public ValueTask KeepOnlyAsync(NoteTopic topic, CancellationToken cancellationToken = default) => _notes.KeepOnlyAsync(topic, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadArtifactAsync(ModelVersion version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(version);
        return _artifacts.ReadAsync(version, cancellationToken);
    }

    private static async ValueTask<T> ReadAsync<T>(Func<T> read, CancellationToken cancellationToken) =>
        await Task.Run(read, cancellationToken).ConfigureAwait(false);

    private List<RegistryEvent> EventsOf(AliasFile aliases, string model) => _files.ReadEvents(aliases).FindAll(change => change.Model == model);

    private RegistryEvent Seal(AliasFile aliases, RegistryEvent change) => RegistryChain.Seal(EventsOf(aliases, change.Model).LastOrDefault()?.Hash, change);

    private bool IsInHistory(AliasFile aliases, VersionFile version) => _files.ReadEvents(aliases)
        .Exists(change => change.Kind == RegistryEventKind.Register && change.Model == version.Model && change.To == version.Version);

    private void RefuseUnknownModel(string model)
    {
        if (_files.CountVersions(model) == 0)
            throw RegistryFault.NoModel(model, Location);
    }

    private VersionFile RefuseUnknownVersion(string model, string version)
    {
        // A person may have written the alias or the history it comes from.
        RegistryName.CheckVersion(version);
        return _files.ReadVersion(model, version)
            ?? throw RegistryFault.NoVersion(model, version, _files.ReadVersions(model).Select(file => file.Version));
    }

    private async ValueTask<T> ChangeAsync<T>(Func<AliasFile, (T Result, RegistryEvent? Change)> change, CancellationToken cancellationToken)
    {
        StoreFiles.EnsureDirectory(Location);
        bool changed;
        T result;
        using (SafeFileHandle turn = await _turns.AcquireAsync(PatienceMilliseconds, cancellationToken).ConfigureAwait(false))
        {
            (result, changed) = await Task.Run(() =>
            {
                AliasFile aliases = _files.ReadAliases();
                (T done, RegistryEvent? move) = change(aliases);
                if (move is not null)
                    _files.Commit(aliases, move);
                return (done, move is not null);
            }, CancellationToken.None).ConfigureAwait(false);
        }

        if (changed)
            ChangeNotice.Raise(this, Changed, _logger);
        return result;
    }
}
