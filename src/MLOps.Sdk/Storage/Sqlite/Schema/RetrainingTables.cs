namespace MLOps.Sdk.Storage.Sqlite.Schema;

/// <summary>The tables of retraining: a row for each run, a row for each of its steps.</summary>
internal static class RetrainingTables
{
    public const string Sql = """

        CREATE TABLE retraining_runs (
          id TEXT NOT NULL PRIMARY KEY,
          model TEXT NOT NULL,
          trigger TEXT NOT NULL,
          reason TEXT NOT NULL,
          actor TEXT NOT NULL,
          state TEXT NOT NULL,
          started_at TEXT NOT NULL,
          ended_at TEXT,
          version TEXT,
          message TEXT
        ) WITHOUT ROWID;
        CREATE INDEX retraining_runs_by_model ON retraining_runs (model, started_at);

        CREATE TABLE retraining_steps (
          run TEXT NOT NULL,
          step TEXT NOT NULL,
          number INTEGER NOT NULL,
          state TEXT NOT NULL,
          attempts INTEGER NOT NULL,
          started_at TEXT NOT NULL,
          ended_at TEXT,
          message TEXT,
          data TEXT NOT NULL,
          PRIMARY KEY (run, number)
        ) WITHOUT ROWID;
        """;
}
