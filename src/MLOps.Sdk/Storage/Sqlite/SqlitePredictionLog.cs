using Microsoft.Data.Sqlite;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;
using MLOps.Sdk.Storage.Sqlite.Reading;
using MLOps.Sdk.Storage.Sqlite.Schema;

namespace MLOps.Sdk.Storage.Sqlite;

/// <summary>
/// Reads the log that a <see cref="SqlitePredictionStore"/> writes, in the same process or another, on connections that
/// cannot write. Each call sees one moment, and a file that was replaced meanwhile is seen at once. Safe on any thread.
/// </summary>
public sealed class SqlitePredictionLog : IPredictionLog, IOutcomeLog, IDisposable
{
    // A dashboard and a person: more at once open connections of their own.
    private const int KeptConnections = 2;

    private readonly string _path;
    private readonly ReadConnections _connections;
    private readonly SubjectPseudonyms _subjects;
    private readonly IPayloadKeyProvider? _keys;

    /// <summary>The log in a directory; nothing is touched before it is read.</summary>
    /// <param name="directory">The directory that holds the store.</param>
    /// <param name="subjects">What models record subjects as, so that a query by plain subject finds them; null: as they are.</param>
    /// <param name="keys">Decrypts encrypted payloads; null: that they are encrypted is all that is read of them.</param>
    public SqlitePredictionLog(string directory, SubjectPseudonyms? subjects = null, IPayloadKeyProvider? keys = null)
    {
        _subjects = subjects ?? SubjectPseudonyms.None;
        _keys = keys;
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        directory = Path.GetFullPath(directory);
        _path = StoreFiles.DatabaseIn(directory);
        _connections = new ReadConnections(directory, KeptConnections);
    }

    /// <inheritdoc/>
    public ValueTask<LoggedPrediction?> FindAsync(PredictionId id, CancellationToken cancellationToken = default) =>
        _connections.RunAsync(connection =>
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"SELECT {LoggedPredictionReader.Columns} FROM predictions p WHERE p.id = $id";
            command.Parameters.AddWithValue("$id", id.ToString());
            return LoggedPredictionReader.ReadAll(command, _keys) is [var found] ? found : null;
        }, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not between 1 and <see cref="PredictionQuery.MaximumLimit"/>.</exception>
    /// <exception cref="ArgumentException"><see cref="PredictionQuery.After"/> is not the end of a page, or does not go with <see cref="PredictionQuery.BehindPosition"/>.</exception>
    public ValueTask<PredictionPage> QueryAsync(PredictionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > PredictionQuery.MaximumLimit)
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, $"A page has 1 to {PredictionQuery.MaximumLimit} rows. Ask for fewer, and go on with the page's Next.");
        _ = PageToken.Parse(query.After);
        if (query is { BehindPosition: not null, Descending: true } or { BehindPosition: not null, After: not null })
            throw new ArgumentException($"{nameof(PredictionQuery.BehindPosition)} is {query.BehindPosition}: pages then go forward along the chain, and not by {nameof(PredictionQuery.Descending)} or {nameof(PredictionQuery.After)}. Leave these out.", nameof(query));

        return _connections.RunAsync(connection =>
        {
            using SqliteCommand command = connection.CreateCommand();
            SelectPredictions.Build(query, VersionsOf(connection, query), query.Subject is { Length: > 0 } subject ? _subjects.FormsOf(subject) : [], command);
            List<LoggedPrediction> predictions = LoggedPredictionReader.ReadAll(command, _keys);
            return new PredictionPage(predictions, predictions.Count == query.Limit && query.BehindPosition is null ? PageToken.After(predictions[^1]) : null);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredWindow>> WindowsAsync(WindowQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _connections.RunAsync<IReadOnlyList<StoredWindow>>(connection => ReadWindows(connection, query), cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not between 1 and <see cref="AlertQuery.MaximumLimit"/>.</exception>
    public ValueTask<IReadOnlyList<Alert>> AlertsAsync(AlertQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > AlertQuery.MaximumLimit)
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, $"A query gives 1 to {AlertQuery.MaximumLimit} alerts. Ask for fewer, or from a later moment on.");
        return _connections.RunAsync<IReadOnlyList<Alert>>(connection => SelectAlerts.Run(connection, query), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<StoreStatus> StatusAsync(CancellationToken cancellationToken = default) =>
        _connections.RunAsync(connection =>
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = """
                SELECT value, sqlite_version(), (SELECT value FROM counters WHERE name = 'outcomes_repeated'), (SELECT value FROM counters WHERE name = 'annotations_of_erased'),
                  (SELECT value FROM counters WHERE name = 'outcomes_late')
                FROM counters WHERE name = 'predictions'
                """;
            using SqliteDataReader row = command.ExecuteReader();
            row.Read();
            string engine = row.GetString(1);
            (long early, long unknown) = CountOutcomes.Run(connection);
            long bytes = new[] { _path, _path + "-wal" }.Sum(file => File.Exists(file) ? new FileInfo(file).Length : 0);
            return new StoreStatus(_path, row.GetInt64(0), bytes, SqliteSchema.Version, "SQLite " + engine, [.. SqliteAdvice.For(Version.Parse(engine)), .. FileAdvice.For(_path)])
            {
                Losses = SumLosses.Run(connection),
                OutcomesRepeated = row.GetInt64(2),
                AnnotationsOfErased = row.GetInt64(3),
                OutcomesLate = row.GetInt64(4),
                OutcomesEarly = early,
                OutcomesUnknown = unknown,
                BallastBytes = new Ballast(Path.GetDirectoryName(_path)!).Bytes,
            };
        }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UsageRow>> UsageAsync(UsageQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _connections.RunAsync<IReadOnlyList<UsageRow>>(connection => SumUsage.Run(connection, query), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<JoinedOutcomes> JoinOutcomesAsync(OutcomeQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _connections.RunAsync(connection => JoinOutcomes.Run(connection, query), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();

    // Skips from version to version along the index: as many steps as there are versions, however many rows.
    private static List<string> VersionsOf(SqliteConnection connection, PredictionQuery query)
    {
        if (query.Model is null)
            return [];
        if (query.Version is not null)
            return [query.Version];

        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"""
            WITH RECURSIVE found (version) AS (
              SELECT min(version) FROM predictions WHERE model = $model
              UNION ALL
              SELECT (SELECT min(version) FROM predictions WHERE model = $model AND version > found.version) FROM found WHERE found.version IS NOT NULL)
            SELECT version FROM found WHERE version IS NOT NULL LIMIT {SelectPredictions.MaximumVersions + 1}
            """;
        command.Parameters.AddWithValue("$model", query.Model);
        var versions = new List<string>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
            versions.Add(row.GetString(0));
        return versions;
    }

    private static List<StoredWindow> ReadWindows(SqliteConnection connection, WindowQuery query)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT model, version, monitor, signal, number, first_row, row_count, from_time, to_time, statistics FROM windows
            WHERE model = $model AND ($version IS NULL OR version = $version) AND ($signal IS NULL OR signal = $signal)
              AND ($monitor IS NULL OR monitor = $monitor)
            ORDER BY from_time, number, version, monitor, signal
            """;
        command.Parameters.AddWithValue("$model", query.Model);
        command.Parameters.AddWithValue("$version", (object?)query.Version ?? DBNull.Value);
        command.Parameters.AddWithValue("$signal", (object?)query.Signal ?? DBNull.Value);
        command.Parameters.AddWithValue("$monitor", (object?)query.Monitor ?? DBNull.Value);
        var windows = new List<StoredWindow>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            windows.Add(new StoredWindow
            {
                Model = row.GetString(0),
                Version = row.GetString(1),
                Monitor = row.GetString(2),
                Signal = row.GetString(3),
                Index = row.GetInt64(4),
                FirstRow = row.GetInt64(5),
                Rows = row.GetInt64(6),
                From = IsoTime.Parse(row.GetString(7)),
                To = IsoTime.Parse(row.GetString(8)),
                Statistics = row.GetString(9),
            });
        }

        return windows;
    }
}
