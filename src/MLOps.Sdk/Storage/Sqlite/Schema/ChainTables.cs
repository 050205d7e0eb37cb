namespace MLOps.Sdk.Storage.Sqlite.Schema;

/// <summary>What makes the log tamper-evident: the chain, the log's own events, and what was lawfully removed.</summary>
internal static class ChainTables
{
    // chain_head is one row: what the next batch continues from. chain_segments hold, for each record of a batch in
    // order, its kind, its id and its commitment; removals name the positions whose rows are gone, and by which event;
    // a hold that follows another one is for the same subject as another model records it.
    public const string Sql = """

        CREATE TABLE chain_head (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          segments INTEGER NOT NULL,
          records INTEGER NOT NULL,
          hash BLOB NOT NULL,
          genesis BLOB NOT NULL
        );
        INSERT INTO chain_head SELECT 1, 0, 0, genesis, genesis FROM (SELECT randomblob(32) AS genesis);

        CREATE TABLE chain_segments (
          number INTEGER PRIMARY KEY,
          first INTEGER NOT NULL,
          records INTEGER NOT NULL,
          entries BLOB,
          entries_hash BLOB NOT NULL,
          hash BLOB NOT NULL
        );

        CREATE TABLE events (
          position INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          time TEXT NOT NULL,
          kind TEXT NOT NULL,
          actor TEXT NOT NULL,
          key TEXT,
          count INTEGER,
          details TEXT NOT NULL,
          salt BLOB NOT NULL
        );
        CREATE INDEX events_by_kind ON events (kind, key, time);

        CREATE TABLE removals (
          first INTEGER PRIMARY KEY,
          last INTEGER NOT NULL,
          event INTEGER NOT NULL,
          id TEXT
        );
        CREATE TABLE holds (
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          subject TEXT,
          model TEXT,
          reason TEXT NOT NULL,
          follows INTEGER
        );

        CREATE INDEX removals_by_event ON removals (event);
        CREATE INDEX removals_by_id ON removals (id) WHERE id IS NOT NULL;
        """;
}
