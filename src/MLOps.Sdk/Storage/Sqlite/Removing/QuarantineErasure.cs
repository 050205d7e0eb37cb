using System.Buffers.Binary;
using System.Text;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Privacy.Encryption;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Removing;

/// <summary>Erases quarantined frames that are about a subject, or about one of its predictions.</summary>
internal static class QuarantineErasure
{
    /// <summary>Erases them, in the caller's transaction.</summary>
    /// <returns>What is gone, to be looked for in the file; the time of a record that never had a row is empty.</returns>
    public static List<(long Position, string Id, string Time)> Run(SqliteDatabase database, string subject, List<(long Position, string Id, string Time)> predictions, IPayloadKeyProvider? keys)
    {
        // A frame that could not be read is searched as it is: the section of the subject, and ids as annotations hold them.
        byte[] section = SectionOf(subject);
        byte[][] ids = [.. predictions.Select(static prediction => BytesOf(prediction.Id))];
        var found = new List<(long, string, string)>();
        var unreadable = new List<string>();
        using (SqliteRows rows = database.Query("SELECT id, frame FROM quarantine", "look for quarantined records"))
        {
            while (rows.Step())
            {
                byte[]? frame = Convert.FromHexString(rows.Text(1));
                if (PayloadEnvelope.IsEnvelope(frame))
                    PayloadEnvelope.Open(keys, PredictionId.Parse(rows.Text(0), provider: null), PayloadColumn.Quarantine, frame, out frame);
                if (frame is null)
                {
                    unreadable.Add(rows.Text(0));
                    continue;
                }

                if (frame.AsSpan().IndexOf(section) >= 0 || ids.Any(id => frame.AsSpan().IndexOf(id) >= 0))
                    found.Add((0, rows.Text(0), ""));
            }
        }

        using SqliteRows delete = database.Query("DELETE FROM quarantine WHERE id = ?1", "erase quarantined records");
        foreach ((long _, string id, string _) in found)
        {
            delete.With(id).Step();
            delete.Reset();
        }

        // Whether they are about the subject cannot be known, so their content goes; that and why they were kept stays.
        using SqliteRows empty = database.Query("UPDATE quarantine SET frame = '' WHERE id = ?1", "empty quarantined records");
        foreach (string id in unreadable)
        {
            empty.With(id).Step();
            empty.Reset();
        }

        return found;
    }

    private static byte[] SectionOf(string subject)
    {
        byte[] text = Encoding.UTF8.GetBytes(subject);
        byte[] section = new byte[sizeof(int) + text.Length]; // its length and its bytes, as a section ends
        BinaryPrimitives.WriteInt32LittleEndian(section, text.Length);
        text.CopyTo(section, sizeof(int));
        return section;
    }

    private static byte[] BytesOf(string id)
    {
        PredictionId parsed = PredictionId.Parse(id, provider: null);
        byte[] bytes = new byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, parsed.Writer);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(sizeof(ulong)), parsed.Sequence);
        return bytes;
    }
}
