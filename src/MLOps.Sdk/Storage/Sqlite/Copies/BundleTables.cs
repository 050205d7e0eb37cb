namespace MLOps.Sdk.Storage.Sqlite.Copies;

/// <summary>The statements that fill a bundle from the store that is attached as "source", in this order, in one transaction.</summary>
internal static class BundleTables
{
    /// <summary>?1 model, ?2 first moment, ?3 moment after the last, ?4 subject; null for any.</summary>
    public static string Pick(bool bySubject) => $"""
        INSERT INTO predictions SELECT p.* FROM source.predictions p INDEXED BY {(bySubject ? "predictions_by_subject" : "predictions_by_time")}
        WHERE {(bySubject ? "p.subject = ?4" : "?4 IS NULL")} AND (?1 IS NULL OR p.model = ?1) AND (?2 IS NULL OR p.time >= ?2) AND (?3 IS NULL OR p.time < ?3)
        """;

    // The chain comes whole but for the entries of segments of which nothing is here: hash by hash to its end, so that the
    // bundle is proved against any checkpoint of the store. Entries hold ids and commitments, nothing about anybody.
    public const string Rest = """
        INSERT INTO prediction_tags SELECT DISTINCT tag.key, tag.value, p.time, p.id FROM predictions p, json_each(p.tags) tag WHERE p.tags IS NOT NULL;
        INSERT INTO actions SELECT a.* FROM predictions p JOIN source.actions a ON a.prediction_id = p.id;
        INSERT INTO outcomes SELECT o.* FROM predictions p JOIN source.outcomes o ON o.prediction_id = p.id;
        INSERT INTO events SELECT * FROM source.events;
        INSERT INTO removals SELECT * FROM source.removals;
        CREATE TEMP TABLE here (position INTEGER PRIMARY KEY);
        INSERT INTO here SELECT position FROM predictions UNION ALL SELECT position FROM actions UNION ALL SELECT position FROM outcomes UNION ALL SELECT position FROM events;
        DELETE FROM chain_head;
        INSERT INTO chain_head SELECT * FROM source.chain_head;
        INSERT INTO chain_segments SELECT s.number, s.first, s.records,
          CASE WHEN EXISTS (SELECT 1 FROM here WHERE position BETWEEN s.first AND s.first + s.records - 1) THEN s.entries END, s.entries_hash, s.hash
        FROM source.chain_segments s;
        INSERT INTO model_versions SELECT * FROM source.model_versions WHERE model IN (SELECT model FROM predictions);
        INSERT INTO model_aliases SELECT * FROM source.model_aliases WHERE model IN (SELECT model FROM predictions);
        INSERT INTO registry_events SELECT * FROM source.registry_events;
        INSERT INTO windows SELECT w.* FROM source.windows w WHERE w.model IN (SELECT model FROM predictions)
          AND w.to_time >= (SELECT min(time) FROM predictions) AND w.from_time <= (SELECT max(time) FROM predictions);
        INSERT INTO alerts SELECT a.* FROM source.alerts a WHERE a.model IN (SELECT model FROM predictions)
          AND a.time >= (SELECT min(time) FROM predictions) AND a.time <= (SELECT max(time) FROM predictions);
        UPDATE counters SET value = (SELECT count(*) FROM predictions) WHERE name = 'predictions';
        """;
}
