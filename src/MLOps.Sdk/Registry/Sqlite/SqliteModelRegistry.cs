using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MLOps.Sdk.Registry.Artifacts;
using MLOps.Sdk.Registry.Notes;
using MLOps.Sdk.Registry.Rules;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Reading;

namespace MLOps.Sdk.Registry.Sqlite;

/// <summary>
/// The registry in the same SQLite file as the log. Artefacts are files beside it. A change waits for its turn between
/// two batches of predictions, and is one short transaction. Safe on any thread, and in any number of processes.
/// </summary>
public sealed class SqliteModelRegistry : IModelRegistry, IArtifactKeeper, IRegistryNotifier, ISharedNotes, IDisposable
{
    // For whoever asks for the revision again and again.
    private const int KeptConnections = 1;

    private readonly string _directory;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SqliteChanges _changes;
    private readonly ArtifactStore _artifacts;
    private readonly FileNotes _notes;
    private readonly ReadConnections _connections;

    /// <summary>The registry in a directory; nothing is touched before the first change.</summary>
    /// <param name="directory">The directory, created when missing so that only its owner can read it (0700 on Unix).</param>
    /// <param name="time">The time of events.</param>
    /// <param name="logger">Told when a handler of <see cref="Changed"/> fails.</param>
    public SqliteModelRegistry(string directory, TimeProvider time, ILogger<SqliteModelRegistry>? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(time);
        _directory = Path.GetFullPath(directory);
        _time = time;
        _logger = logger ?? NullLogger<SqliteModelRegistry>.Instance;
        _changes = new SqliteChanges(_directory);
        _artifacts = new ArtifactStore(_directory);
        _notes = new FileNotes(_directory);
        _connections = new ReadConnections(_directory, KeptConnections);
    }

    /// <inheritdoc/>
    public event EventHandler? Changed;

    /// <inheritdoc/>
    public string Location => StoreFiles.DatabaseIn(_directory);

    /// <inheritdoc/>
    public async ValueTask<ModelVersion> RegisterAsync(VersionRegistration registration, CancellationToken cancellationToken = default)
    {
        RegistrationDraft.Check(registration);
        string? sha256 = RegistrationDraft.Sha256Of(registration);

        // Before the transaction: an artefact that no version names is harmless, a version without its artefact is not.
        if (registration.Artifact is { } artifact)
            await Task.Run(() => _artifacts.Write(sha256!, artifact.Span), cancellationToken).ConfigureAwait(false);

        return await ChangeAsync(connection =>
        {
            if (registration.Version is { } name && RegistryTables.Find(connection, registration.Model, name) is { } there)
                return (there.Sha256 == sha256 ? there : throw RegistryFault.OtherArtifact(there, sha256), false);

            string version = registration.Version ?? RegistrationDraft.NextVersion(RegistryTables.VersionNames(connection, registration.Model));
            ModelVersion added = RegistrationDraft.Version(registration, version, sha256, RegistryClock.Now(_time));
            RegistryTables.Insert(connection, added);
            RegistryTables.Insert(connection, RegistrationDraft.Event(registration, added, sequence: 0));
            return (added, true);
        }, cancellationToken).ConfigureAwait(false);
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
        return ReadAsync(connection => RegistryTables.Find(connection, model, version), () => null, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ModelVersion?> ResolveAsync(string model, string alias = ModelAlias.Champion, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(model);
        RegistryName.CheckAlias(alias);
        return ReadAsync(connection => RegistryTables.Resolve(connection, model, alias), () => null, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RegisteredModel>> ListModelsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<RegisteredModel>>(RegistryTables.Models, () => [], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ModelVersion>> ListVersionsAsync(string model, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(model);
        return ReadAsync<IReadOnlyList<ModelVersion>>(connection => RegistryTables.Versions(connection, model), () => [], cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryEvent> PromoteAsync(AliasChange change, CancellationToken cancellationToken = default)
    {
        AliasMove.Check(change);
        return ChangeAsync(connection =>
        {
            if (RegistryTables.Find(connection, change.Model, change.Version) is null)
                throw Missing(connection, change.Model, change.Version);
            return (Move(connection, AliasMove.Promote(
                change, RegistryTables.AliasOf(connection, change.Model, change.Alias), RegistryTables.Events(connection, change.Model), sequence: 0, RegistryClock.Now(_time))), true);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryEvent> RollbackAsync(Rollback rollback, CancellationToken cancellationToken = default)
    {
        AliasMove.Check(rollback);
        return ChangeAsync(connection =>
        {
            if (RegistryTables.VersionNames(connection, rollback.Model).Count == 0)
                throw RegistryFault.NoModel(rollback.Model, Location);
            return (Move(connection, AliasMove.GoBack(
                rollback, RegistryTables.AliasOf(connection, rollback.Model, rollback.Alias), RegistryTables.Events(connection, rollback.Model), sequence: 0, RegistryClock.Now(_time))), true);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryEvent> RecordAsync(RegistryNote note, CancellationToken cancellationToken = default)
    {
        NoteDraft.Check(note);
        return ChangeAsync(connection =>
        {
            List<string> versions = RegistryTables.VersionNames(connection, note.Model);
            if (versions.Count == 0 || (note.Version is { } version && !versions.Contains(version)))
                throw Missing(connection, note.Model, note.Version ?? "");
            RegistryEvent change = NoteDraft.Event(note, RegistryTables.Events(connection, note.Model), sequence: 0, RegistryClock.Now(_time));
            return (RegistryTables.Insert(connection, change), true);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RegistryEvent>> GetHistoryAsync(string model, CancellationToken cancellationToken = default)
    {
        RegistryName.CheckModel(model);
        return ReadAsync<IReadOnlyList<RegistryEvent>>(connection => RegistryTables.Events(connection, model), () => [], cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> GetRevisionAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(RegistryTables.Revision, () => 0, cancellationToken);

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

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();

    private static RegistryEvent Move(SqliteConnection connection, RegistryEvent change)
    {
        RegistryTables.PointAlias(connection, change.Model, change.Alias!, change.To);
        return RegistryTables.Insert(connection, change);
    }

    private RegistryNotFoundException Missing(SqliteConnection connection, string model, string version) =>
        RegistryTables.VersionNames(connection, model) is { Count: > 0 } known
            ? RegistryFault.NoVersion(model, version, known)
            : RegistryFault.NoModel(model, Location);

    private ValueTask<T> ReadAsync<T>(Func<SqliteConnection, T> query, Func<T> absent, CancellationToken cancellationToken) =>
        _connections.RunAsync(query, absent, cancellationToken);

    private async ValueTask<T> ChangeAsync<T>(Func<SqliteConnection, (T Result, bool Changed)> change, CancellationToken cancellationToken)
    {
        (T result, bool changed) = await _changes.RunAsync(change, "change the registry", cancellationToken).ConfigureAwait(false);
        if (changed)
            ChangeNotice.Raise(this, Changed, _logger);
        return result;
    }
}
