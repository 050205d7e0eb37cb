using Microsoft.Data.Sqlite;

namespace MLOps.Sdk.Faults.Kills;

/// <summary>What the killed processes of one directory were promised, compared with the rows of their store.</summary>
internal sealed class KillBooks(string directory)
{
    private readonly string _database = Path.Combine(directory, "modelops.db");
    private readonly Dictionary<PredictionId, Call> _accepted = [];
    private readonly List<PredictionId> _acknowledged = [];
    private readonly HashSet<Call> _inFlight = [];
    private readonly HashSet<PredictionId> _acknowledgedLost = [];
    private long _notAccepted;

    /// <summary>Takes down what a life was promised.</summary>
    public void Add(KillLife life, AcceptedJournal journal)
    {
        for (int thread = 0; thread < life.Threads; thread++)
        {
            int calls = journal.Calls(thread), acknowledged = journal.Acknowledged(thread);
            _inFlight.Add(new Call(life.Number, thread, calls)); // recorded, and killed before it could be taken down
            for (int number = 0; number < calls; number++)
            {
                PredictionId id = journal.IdOf(thread, number);
                if (!id.IsRecorded)
                {
                    _notAccepted++;
                    continue;
                }

                _accepted.Add(id, new Call(life.Number, thread, number));
                if (number < acknowledged)
                    _acknowledged.Add(id);
            }
        }
    }

    /// <summary>Looks for the acknowledged ones now, before a successor could store what was left in the ring.</summary>
    public void CheckAcknowledged()
    {
        if (_acknowledged.Count == 0)
            return;
        using SqliteConnection connection = Open();
        using SqliteCommand find = connection.CreateCommand();
        find.CommandText = "SELECT 1 FROM predictions WHERE id = $id";
        SqliteParameter parameter = find.Parameters.Add("$id", SqliteType.Text);
        foreach (PredictionId id in _acknowledged)
        {
            parameter.Value = id.ToString();
            if (find.ExecuteScalar() is null)
                _acknowledgedLost.Add(id);
        }
    }

    /// <summary>Compares, after a successor has stored what was left.</summary>
    public KillFindings Compare(int cycles)
    {
        CheckAcknowledged();
        var found = new Dictionary<Call, int>();
        long corrupt = 0, stored = 0;
        using SqliteConnection connection = Open();
        using SqliteCommand rows = connection.CreateCommand();
        rows.CommandText = "SELECT id, json_extract(features, '$.life'), json_extract(features, '$.thread'), json_extract(features, '$.number'), output FROM predictions";
        using SqliteDataReader row = rows.ExecuteReader();
        while (row.Read())
        {
            var call = new Call(row.GetDouble(1), row.GetDouble(2), row.GetDouble(3));
            found[call] = found.GetValueOrDefault(call) + 1;
            bool known = _accepted.TryGetValue(PredictionId.Parse(row.GetString(0)), out Call made) ? made == call : _inFlight.Contains(call);
            corrupt += known && row.GetDouble(4) == KillChild.Answer(call) ? 0 : 1;
            stored += _accepted.ContainsKey(PredictionId.Parse(row.GetString(0))) ? 1 : 0;
        }

        corrupt += IsSound(connection) ? 0 : 1;
        return new KillFindings(
            cycles, _accepted.Count, _acknowledged.Count, _notAccepted, _accepted.Count - stored, _acknowledgedLost.Count, found.Values.Count(static rows => rows > 1), corrupt);
    }

    private static bool IsSound(SqliteConnection connection)
    {
        using SqliteCommand check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        return check.ExecuteScalar() is "ok";
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={_database};Pooling=False");
        connection.Open();
        return connection;
    }
}
