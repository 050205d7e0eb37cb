namespace MLOps.Sdk.Storage.Sqlite.Schema;

/// <summary>The table of alerts.</summary>
internal static class AlertTables
{
    // A batch may be tried again after a commit whose answer was lost: the same alert must not be there twice.
    public const string Sql = """

        CREATE TABLE alerts (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          time TEXT NOT NULL,
          model TEXT NOT NULL,
          version TEXT NOT NULL,
          monitor TEXT NOT NULL,
          signal TEXT NOT NULL,
          kind TEXT NOT NULL,
          severity TEXT NOT NULL,
          row INTEGER NOT NULL,
          false_alarm_rate REAL,
          message TEXT NOT NULL,
          evidence TEXT NOT NULL,
          owner TEXT,
          playbook TEXT,
          UNIQUE (model, version, signal, monitor, kind, time, row)
        );
        CREATE INDEX alerts_by_time ON alerts (time);

        """;
}
