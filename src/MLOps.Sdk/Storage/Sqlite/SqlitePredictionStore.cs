using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Schema;
using MLOps.Sdk.Storage.Sqlite.Writing;

namespace MLOps.Sdk.Storage.Sqlite;

/// <summary>
/// Keeps predictions in the SQLite file <c>modelops.db</c>, one row each, in tables that a person can read with the
/// sqlite3 shell. A batch is one transaction, and durable when <see cref="Commit"/> returns (write-ahead log, full sync).
/// </summary>
/// <remarks>
/// Used by one thread. From <see cref="Begin"/> to <see cref="Commit"/> or <see cref="Rollback"/> nobody else can write,
/// in any process: a batch is filled and committed without waiting for anything in between. The design note beside this
/// file tells why.
/// </remarks>
public sealed partial class SqlitePredictionStore : IPredictionStore
{
    /// <summary>How long after its prediction an outcome is late unless configured otherwise: 30 days.</summary>
    public static readonly TimeSpan DefaultLateAfter = TimeSpan.FromDays(30);

    /// <summary>How long a batch waits for its turn to write before it fails: 5 s.</summary>
    private const int PatienceMilliseconds = 5_000;

    /// <summary>How long SQLite waits for a program that does not know our turns: 2 s.</summary>
    private const int BusyTimeoutMilliseconds = 2_000;

    // How often the ballast is looked after.
    private const int CommitsPerLook = 256;

    private readonly WriterLock _turns;
    private readonly Ballast _ballast;
    private readonly KnownVersions _versions = new();
    private readonly NativeSqlite? _native;
    private readonly ILogger _logger;
    private ISideWork _beside = PoolWork.Shared;
    private StoreConnection? _connection;
    private SafeFileHandle? _turn;
    private long _added;
    private long _commits;
    private long _room; // bytes left on the disk when it was last looked at
    private bool _broken;
    private bool _wasOpened;
    private bool _isFull; // the disk, when the last batch was given up
    private bool _suspect; // the file failed, rather than a statement

    /// <summary>A store in a directory; nothing is touched before <see cref="Open"/>.</summary>
    /// <param name="directory">The directory, created when missing so that only its owner can read it (0700 on Unix).</param>
    /// <param name="logger">Told when the file was deleted or replaced under a running app.</param>
    public SqlitePredictionStore(string directory, ILogger<SqlitePredictionStore>? logger = null)
        : this(directory, NativeSqlite.Shared, logger)
    {
    }

    /// <summary>The same, through given functions of SQLite, or null to call SQLitePCLRaw.</summary>
    internal SqlitePredictionStore(string directory, NativeSqlite? native, ILogger<SqlitePredictionStore>? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        Directory = Path.GetFullPath(directory);
        _turns = new WriterLock(Directory);
        _ballast = new Ballast(Directory);
        _native = native;
        _logger = logger ?? NullLogger<SqlitePredictionStore>.Instance;
    }

    /// <summary>The directory that holds the store.</summary>
    public string Directory { get; }

    /// <summary>Bytes of the disk that are held so that records can be removed when it is full.</summary>
    /// <value>Not negative; default 0. Held only where the disk has room for them twice.</value>
    public long BallastBytes { get; init; }

    /// <summary>How long after its prediction an outcome is counted as late.</summary>
    /// <value>Not negative; default <see cref="DefaultLateAfter"/>.</value>
    public TimeSpan LateOutcomeAfter { get; init; } = DefaultLateAfter;

    /// <inheritdoc/>
    public IFeatureFormatter FeatureFormatter => _versions;

    /// <inheritdoc/>
    public void Share(ISideWork beside) => _beside = beside;

    /// <inheritdoc/>
    public void Open()
    {
        Close();
        StoreFiles.EnsureDirectory(Directory);
        using SafeFileHandle turn = _turns.Acquire(PatienceMilliseconds);
        _ballast.Take(BallastBytes);
        SqliteDatabase database = SqliteSchema.OpenForWriting(Directory, BusyTimeoutMilliseconds, _native);
        try
        {
            _connection = new StoreConnection(database, _versions, _beside, LateOutcomeAfter);
            _wasOpened = true;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Begin()
    {
        _suspect |= _connection?.Database.HasFileFault == true;
        if (_turn is not null)
            throw new InvalidOperationException("A batch is open already. Commit it or roll it back first.");
        StoreConnection connection = Reopened();
        _turn = _turns.Acquire(PatienceMilliseconds);
        try
        {
            if (_isFull)
                EmptyLog(connection);
            connection.Begin.RunOrThrow();
            connection.Chain.Begin();
        }
        catch
        {
            Rollback();
            throw;
        }

        _added = 0;
        _broken = false;
    }

    /// <inheritdoc/>
    public void Append(in PredictionRecord record)
    {
        StoreConnection connection = InBatch();
        try
        {
            if (connection.Predictions.Insert(record))
                _added++;
        }
        catch (StoreException e) when (e is not RecordRejectedException)
        {
            _broken = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Append(in AnnotationRecord record)
    {
        StoreConnection connection = InBatch();
        try
        {
            connection.Annotations.Insert(record);
        }
        catch (StoreException e) when (e is not RecordRejectedException)
        {
            _broken = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Append(StoredWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        StoreConnection connection = InBatch();
        try
        {
            connection.Windows.Insert(window);
        }
        catch (StoreException)
        {
            _broken = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Append(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        StoreConnection connection = InBatch();
        try
        {
            connection.Alerts.Insert(alert);
        }
        catch (StoreException)
        {
            _broken = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Append(LogEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        StoreConnection connection = InBatch();
        try
        {
            connection.Events.Insert(happened);
        }
        catch (StoreException)
        {
            _broken = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Quarantine(PredictionId id, ReadOnlySpan<byte> frame, string reason)
    {
        StoreConnection connection = InBatch();
        try
        {
            connection.Quarantine.Insert(id, frame, reason);
        }
        catch (StoreException)
        {
            _broken = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Commit()
    {
        StoreConnection connection = InBatch();
        if (_added > 0)
        {
            connection.Count.Bind(1, _added);
            connection.Count.RunOrThrow();
        }

        connection.Chain.Commit();
        connection.Commit.RunOrThrow();
        if (++_commits % CommitsPerLook == 0)
            _ballast.Take(BallastBytes);
        KeepRoomForLog(connection);
        EndTurn();
    }

    /// <inheritdoc/>
    public void Rollback()
    {
        // SQLite has ended the transaction by itself after some errors; this fails then, and all is well.
        if (_turn is not null)
        {
            _isFull |= _connection?.Database.IsDiskFull == true;
            _connection?.Rollback.Run();
            _connection?.Chain.Rollback();
        }

        EndTurn();
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private StoreConnection InBatch()
    {
        if (_turn is null || _connection is null)
            throw new InvalidOperationException("No batch is open. Begin one first.");
        if (_broken || !_connection.Database.InTransaction)
            throw new StoreException($"A statement failed, so the batch in '{_connection.Database.Path}' is lost. Roll it back and try it again.");
        return _connection;
    }

    private StoreConnection Reopened()
    {
        if (!_wasOpened)
            throw new InvalidOperationException("The store is not open. Open it first.");

        bool moved = _connection is not null && _connection.Database.HasMoved();
        if (moved)
            FileMoved(_connection!.Database.Path);

        // Also when an attempt to open it again has failed before. After an error of the file nothing that the connection
        // believes of it is trusted: what a failed sync has dropped from the system's cache it would not write again.
        if (moved || _suspect || _connection is null)
            Open();
        _suspect = false;
        return _connection!;
    }

    /// <summary>
    /// Keeps the write-ahead log smaller than the room that its pages need in the database, while there is some: a log that
    /// cannot be brought in keeps its room for good.
    /// </summary>
    private void KeepRoomForLog(StoreConnection connection)
    {
        var log = new FileInfo(connection.Database.Path + "-wal");
        if (!log.Exists || log.Length <= _room / 2)
            return;
        _room = Ballast.SpaceOf(Directory);
        if (log.Length > _room)
            EmptyLog(connection);
    }

    /// <summary>What was removed made room in the database, and none for a longer log: so the log is begun anew.</summary>
    private void EmptyLog(StoreConnection connection)
    {
        try
        {
            connection.Database.Execute("PRAGMA wal_checkpoint(PASSIVE)", "empty the write-ahead log");
            _isFull = false;
        }
        catch (DiskFullException)
        {
            // The batch says it better.
        }
    }

    private void EndTurn()
    {
        _turn?.Dispose();
        _turn = null;
    }

    private void Close()
    {
        if (_connection is null)
            return;

        Rollback();
        try
        {
            // Closing the last connection brings the write-ahead log into the database, which is a write.
            using SafeFileHandle turn = _turns.Acquire(PatienceMilliseconds);
            _connection.Dispose();
        }
        catch (StoreException)
        {
            // The directory is gone, or another process hangs: the log stays beside the database and is found again.
            _connection.Dispose();
        }

        _connection = null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The store '{Path}' was deleted, renamed or replaced while it was in use. It is opened again; predictions that only the old file holds are missing from it.")]
    private partial void FileMoved(string path);
}
