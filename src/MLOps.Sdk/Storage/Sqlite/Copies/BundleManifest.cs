using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Copies;

/// <summary>
/// What a bundle was to hold: the positions of its records and the stretch of the chain that its window of time covers. Kept
/// in the bundle; its digest is in the event that the store's chain commits to, so that nothing can be left out later.
/// </summary>
/// <param name="First">The first position of the window; 0 when no window of time was asked for.</param>
/// <param name="Last">The last position of the window.</param>
/// <param name="Positions">The records' positions, in order.</param>
internal sealed record BundleManifest(long First, long Last, long[] Positions)
{
    /// <summary>The detail of the event that holds <see cref="Digest"/>.</summary>
    public const string DigestKey = "manifest";

    private const string Doing = "read the bundle's manifest";

    /// <summary>SHA-256 of the window and the positions, 64 hexadecimal digits.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData([.. BytesOf([First, Last]), .. BytesOf(Positions)]));

    /// <summary>The records that the connection's table "picked" lists.</summary>
    public static BundleManifest OfPicked(SqliteDatabase database, (long First, long Last) window)
    {
        using SqliteRows rows = database.Query("SELECT position FROM picked ORDER BY position", "list the bundle's records").With();
        var positions = new List<long>();
        while (rows.Step())
            positions.Add(rows.Int64(0));
        return new BundleManifest(window.First, window.Last, [.. positions]);
    }

    /// <summary>Writes it into the bundle.</summary>
    /// <param name="database">The bundle.</param>
    /// <param name="eventPosition">Where the event stands that holds its digest.</param>
    public void Save(SqliteDatabase database, long eventPosition)
    {
        database.Execute("CREATE TABLE bundle_manifest (event INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, positions TEXT NOT NULL)", "write the bundle's manifest");
        using SqliteRows insert = database.Query("INSERT INTO bundle_manifest VALUES (?1, ?2, ?3, ?4)", "write the bundle's manifest");
        insert.With(eventPosition, First, Last, Convert.ToBase64String(BytesOf(Positions))).Step();
    }

    /// <summary>Reads it from a bundle.</summary>
    /// <returns>Null when it has none, or one that is damaged or that its event does not stand for.</returns>
    public static BundleManifest? Load(SqliteDatabase database, out long eventPosition)
    {
        eventPosition = 0;
        if (!Exists(database))
            return null;
        using SqliteRows row = database.Query(
            "SELECT m.event, m.first, m.last, m.positions, e.details FROM bundle_manifest m LEFT JOIN events e ON e.position = m.event AND e.kind = 'bundle'", Doing).With();
        if (!row.Step())
            return null;
        eventPosition = row.Int64(0);
        byte[] bytes = new byte[row.Bytes(3).Length];
        if (!Convert.TryFromBase64String(row.Text(3), bytes, out int length) || length % sizeof(long) != 0 || row.Kind(4) != ValueKind.Text)
            return null;
        long[] positions = new long[length / sizeof(long)];
        for (int i = 0; i < positions.Length; i++)
            positions[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i * sizeof(long)));
        var manifest = new BundleManifest(row.Int64(1), row.Int64(2), positions);
        using JsonDocument details = JsonDocument.Parse(row.Text(4));
        return details.RootElement.TryGetProperty(DigestKey, out JsonElement digest) && digest.GetString() == manifest.Digest ? manifest : null;
    }

    /// <summary>Whether the database says what it was to hold.</summary>
    public static bool Exists(SqliteDatabase database) =>
        database.ReadNumber("SELECT count(*) FROM sqlite_master WHERE name = 'bundle_manifest'", Doing) > 0;

    private static byte[] BytesOf(ReadOnlySpan<long> numbers)
    {
        byte[] bytes = new byte[numbers.Length * sizeof(long)];
        for (int i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), numbers[i]);
        return bytes;
    }
}
