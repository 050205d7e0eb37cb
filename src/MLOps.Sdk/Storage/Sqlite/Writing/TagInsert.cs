using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>Writes the rows by which predictions are found by tag. Used by one thread.</summary>
internal sealed unsafe class TagInsert(SqliteDatabase database) : IDisposable
{
    private readonly SqliteStatement _insert = database.Prepare(
        "INSERT INTO prediction_tags (key, value, time, id) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", "store a tag");

    /// <summary>Room in the row's buffer for tags that have to be repaired.</summary>
    public static int RoomFor(TextList tags) => tags.ByteLength * Utf8Text.MaximumGrowth;

    /// <summary>Adds the tags of a prediction whose id and time lie where they stay until this returns.</summary>
    /// <exception cref="StoreException">The store failed; the transaction has to be rolled back.</exception>
    public void Insert(TextList tags, RowBuffer row, byte* id, byte* time)
    {
        _insert.Bind(3, time, IsoTime.Length);
        _insert.Bind(4, id, PredictionId.TextLength);
        var pairs = new TagPairs(tags);
        while (pairs.MoveNext())
        {
            fixed (byte* key = pairs.Key, value = pairs.Value)
            {
                row.Bind(_insert, 1, key, pairs.Key);
                row.Bind(_insert, 2, value, pairs.Value);
                _insert.RunOrThrow();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _insert.Dispose();
}
