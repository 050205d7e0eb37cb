namespace MLOps.Sdk.Storage.Sqlite.Copies;

/// <summary>The statements that fill a bundle from the store that is attached as "source", in this order.</summary>
internal static class BundleTables
{
    /// <summary>Lists the records to be taken. ?1 model, ?2 first moment, ?3 moment after the last, ?4 what the subject may be recorded as, as a JSON array; null for any.</summary>
    public static string Pick(bool bySubject) => $"""
        INSERT INTO picked SELECT p.position FROM source.predictions p INDEXED BY {(bySubject ? "predictions_by_subject" : "predictions_by_time")}
        WHERE {(bySubject ? "p.subject IN (SELECT value FROM json_each(?4))" : "?4 IS NULL")} AND (?1 IS NULL OR p.model = ?1) AND (?2 IS NULL OR p.time >= ?2) AND (?3 IS NULL OR p.time < ?3)
        """;

    /// <summary>The stretch of the chain between the first and the last prediction of a window of time, whatever else was asked for. ?1 first moment, ?2 moment after the last.</summary>
    public const string Window = """
        SELECT min(position), max(position) FROM source.predictions INDEXED BY predictions_by_time
        WHERE time >= ifnull(?1, '') AND (?2 IS NULL OR time < ?2)
        """;

    public const string PickAnnotations = """
        INSERT INTO picked SELECT a.position FROM picked k JOIN source.predictions p ON p.position = k.position JOIN source.actions a ON a.prediction_id = p.id;
        INSERT INTO picked SELECT o.position FROM picked k JOIN source.predictions p ON p.position = k.position JOIN source.outcomes o ON o.prediction_id = p.id;
        """;

    public const string Picked = "CREATE TEMP TABLE picked (position INTEGER PRIMARY KEY)";

    // The chain comes whole but for the entries of segments of which nothing is here and which are not of the window: hash by
    // hash to its end, so that the bundle is proved against any checkpoint of the store. Entries hold ids and commitments,
    // nothing about anybody; those of the window say how many of its records were not given.
    public static string Rest(long windowFirst, long windowLast) => FormattableString.Invariant($"""
        INSERT INTO predictions SELECT p.* FROM temp.picked k CROSS JOIN source.predictions p ON p.position = k.position;
        INSERT INTO prediction_tags SELECT DISTINCT tag.key, tag.value, p.time, p.id FROM predictions p, json_each(p.tags) tag WHERE p.tags IS NOT NULL;
        INSERT INTO actions SELECT a.* FROM temp.picked k CROSS JOIN source.actions a ON a.position = k.position;
        INSERT INTO outcomes SELECT o.* FROM temp.picked k CROSS JOIN source.outcomes o ON o.position = k.position;
        INSERT INTO events SELECT * FROM source.events;
        INSERT INTO removals SELECT * FROM source.removals;
        CREATE TEMP TABLE here (position INTEGER PRIMARY KEY);
        INSERT INTO here SELECT position FROM picked UNION SELECT position FROM events;
        DELETE FROM chain_head;
        INSERT INTO chain_head SELECT * FROM source.chain_head;
        INSERT INTO chain_segments SELECT s.number, s.first, s.records,
          CASE WHEN (s.first <= {windowLast} AND s.first + s.records > {windowFirst})
            OR EXISTS (SELECT 1 FROM here WHERE position BETWEEN s.first AND s.first + s.records - 1) THEN s.entries END, s.entries_hash, s.hash
        FROM source.chain_segments s;
        INSERT INTO model_versions SELECT * FROM source.model_versions WHERE model IN (SELECT model FROM predictions);
        INSERT INTO model_aliases SELECT * FROM source.model_aliases WHERE model IN (SELECT model FROM predictions);
        INSERT INTO registry_events SELECT * FROM source.registry_events;
        INSERT INTO windows SELECT w.* FROM source.windows w WHERE w.model IN (SELECT model FROM predictions)
          AND w.to_time >= (SELECT min(time) FROM predictions) AND w.from_time <= (SELECT max(time) FROM predictions);
        INSERT INTO alerts SELECT a.* FROM source.alerts a WHERE a.model IN (SELECT model FROM predictions)
          AND a.time >= (SELECT min(time) FROM predictions) AND a.time <= (SELECT max(time) FROM predictions);
        UPDATE counters SET value = (SELECT count(*) FROM predictions) WHERE name = 'predictions';
        """);
}
