using Microsoft.Data.Sqlite;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Schema;
using MLOps.Sdk.Storage.Sqlite.Writing;

namespace MLOps.Sdk.Benchmarks.Stores;

/// <summary>The usual way: one SqliteCommand, prepared, its parameters used again for every row, one transaction a batch.</summary>
internal sealed class CommandInsert : IDisposable
{
    private const int Parameters = 23;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteParameter[] _values;
    private long _position;
    private (string Id, string Time, string Features)[] _texts = [];

    public CommandInsert(string directory)
    {
        SqliteSchema.OpenForWriting(directory, 0, NativeSqlite.Shared).Dispose();
        _connection = new SqliteConnection($"Data Source={StoreFiles.DatabaseIn(directory)}");
        _connection.Open();
        using (SqliteCommand settings = _connection.CreateCommand())
        {
            settings.CommandText = StoreSettings.Pragmas;
            settings.ExecuteNonQuery();
        }

        _insert = _connection.CreateCommand();
        _insert.CommandText = PredictionInsert.Sql;
        _values = [.. Enumerable.Range(1, Parameters).Select(i => _insert.Parameters.AddWithValue($"?{i}", DBNull.Value))];
        (_values[2].Value, _values[3].Value, _values[4].Value, _values[5].Value, _values[14].Value, _values[15].Value) = ("vector", "1", "champion", "ok", 0, 0);
        _values[22].Value = "sixteen bytes --"u8.ToArray();
        _insert.Prepare();
    }

    /// <summary>Makes the strings that an app would have made; not timed.</summary>
    public void Take(FormattedRows rows)
    {
        _texts = new (string, string, string)[rows.Rows.Length];
        for (int i = 0; i < _texts.Length; i++)
            _texts[i] = rows.TextsOf(rows.Rows[i]);
    }

    public void Insert(FormattedRows rows, int batchRows)
    {
        for (int first = 0; first < _texts.Length; first += batchRows)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction();
            _insert.Transaction = transaction;
            for (int i = first; i < Math.Min(first + batchRows, _texts.Length); i++)
            {
                ref readonly FormattedRow row = ref rows.Rows[i];
                (_values[0].Value, _values[1].Value, _values[17].Value) = _texts[i];
                _values[21].Value = ++_position;
                (_values[6].Value, _values[8].Value, _values[9].Value) = (row.Output, row.LatencyMicroseconds, row.CostPicoUnits);
                _insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }
}
