namespace MLOps.Sdk.Storage.Sqlite.Schema;

/// <summary>The first tables: the log, monitor windows, the registry.</summary>
internal static class Step1
{
    // Numbers that must come back bit by bit ("output", "value") have no declared type: a REAL column turns -0 into 0.
    // Indexes end in time, and pages are read in the order (time, id): equal times are rare, so an index need not repeat ids.
    // A row's position is its place in the chain (see ChainTables); its salt goes with it when it is erased.
    public const string Sql = """
        CREATE TABLE predictions (
          position INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          time TEXT NOT NULL,
          model TEXT NOT NULL,
          version TEXT NOT NULL,
          variant TEXT NOT NULL,
          status TEXT NOT NULL,
          output,
          output_label TEXT,
          latency_us REAL NOT NULL,
          cost_pico INTEGER,
          subject TEXT,
          trace_id TEXT,
          span_id TEXT,
          error_type TEXT,
          truncated INTEGER NOT NULL,
          capture_failed INTEGER NOT NULL,
          tags TEXT,
          features TEXT NOT NULL,
          raw_input TEXT,
          raw_output TEXT,
          cut TEXT,
          salt BLOB NOT NULL
        );
        CREATE INDEX predictions_by_time ON predictions (time);
        CREATE INDEX predictions_by_version ON predictions (model, version, time);
        CREATE INDEX predictions_by_subject ON predictions (subject, time) WHERE subject IS NOT NULL;

        CREATE TABLE prediction_tags (
          key TEXT NOT NULL,
          value TEXT NOT NULL,
          time TEXT NOT NULL,
          id TEXT NOT NULL,
          PRIMARY KEY (key, value, time, id)
        ) WITHOUT ROWID;

        CREATE TABLE actions (
          position INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          prediction_id TEXT NOT NULL,
          time TEXT NOT NULL,
          action TEXT NOT NULL,
          rule TEXT,
          threshold,
          reviewer TEXT,
          overrides TEXT,
          salt BLOB NOT NULL
        );
        CREATE INDEX actions_by_prediction ON actions (prediction_id, time);

        CREATE TABLE outcomes (
          position INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          prediction_id TEXT NOT NULL,
          time TEXT NOT NULL,
          label TEXT,
          value,
          event_time TEXT,
          reviewer TEXT,
          salt BLOB NOT NULL
        );
        CREATE INDEX outcomes_by_prediction ON outcomes (prediction_id, time);

        CREATE TABLE windows (
          model TEXT NOT NULL,
          version TEXT NOT NULL,
          monitor TEXT NOT NULL,
          signal TEXT NOT NULL,
          number INTEGER NOT NULL,
          first_row INTEGER NOT NULL,
          row_count INTEGER NOT NULL,
          from_time TEXT NOT NULL,
          to_time TEXT NOT NULL,
          statistics TEXT NOT NULL,
          PRIMARY KEY (model, version, signal, monitor, from_time, number)
        ) WITHOUT ROWID;

        CREATE TABLE counters (
          name TEXT NOT NULL PRIMARY KEY,
          value INTEGER NOT NULL
        ) WITHOUT ROWID;
        INSERT INTO counters VALUES ('predictions', 0), ('outcomes_repeated', 0), ('outcomes_late', 0), ('annotations_of_erased', 0), ('erasures', 0);
        CREATE TRIGGER predictions_deleted AFTER DELETE ON predictions BEGIN
          UPDATE counters SET value = value - 1 WHERE name = 'predictions';
        END;

        CREATE TABLE model_versions (
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          model TEXT NOT NULL,
          version TEXT NOT NULL,
          created_at TEXT NOT NULL,
          sha256 TEXT,
          artifact_bytes INTEGER,
          file_name TEXT,
          metrics TEXT NOT NULL,
          tags TEXT NOT NULL,
          lineage TEXT NOT NULL,
          UNIQUE (model, version)
        );

        CREATE TABLE model_aliases (
          model TEXT NOT NULL,
          alias TEXT NOT NULL,
          version TEXT NOT NULL,
          PRIMARY KEY (model, alias)
        ) WITHOUT ROWID;

        CREATE TABLE registry_events (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          time TEXT NOT NULL,
          model TEXT NOT NULL,
          kind TEXT NOT NULL,
          alias TEXT,
          from_version TEXT,
          to_version TEXT NOT NULL,
          actor TEXT NOT NULL,
          reason TEXT,
          gate TEXT,
          data TEXT,
          hash TEXT NOT NULL
        );
        CREATE INDEX registry_events_by_model ON registry_events (model, sequence);
        """;
}
