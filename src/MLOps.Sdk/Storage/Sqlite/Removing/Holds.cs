using System.Globalization;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Removing;

/// <summary>Legal holds: what must not be removed.</summary>
internal static class Holds
{
    /// <summary>The condition that a prediction p is on hold.</summary>
    public const string IsHeld =
        "EXISTS (SELECT 1 FROM holds h WHERE (h.subject IS NULL OR h.subject IS p.subject) AND (h.model IS NULL OR h.model = p.model))";

    /// <exception cref="StoreException">Something about the subject is on hold.</exception>
    public static void RefuseErasure(SqliteDatabase database, string subject)
    {
        using SqliteRows rows = database.Query(
            "SELECT h.number, h.reason FROM holds h WHERE EXISTS (SELECT 1 FROM predictions p WHERE p.subject = ?1 AND (h.subject IS NULL OR h.subject IS p.subject) AND (h.model IS NULL OR h.model = p.model)) LIMIT 1",
            "look for holds").With(subject);
        if (rows.Step())
        {
            throw new StoreException(string.Create(CultureInfo.InvariantCulture,
                $"Legal hold {rows.Int64(0)} ({rows.Text(1)}) forbids to erase this subject's records. Release it first: 'modelops hold --release {rows.Int64(0)} --reason WHY'. Nothing was erased."));
        }
    }

    /// <param name="writer">The store.</param>
    /// <param name="hold">The hold.</param>
    /// <param name="forms">Everything that its subject may be recorded as; empty: everybody is held.</param>
    /// <param name="now">The time of the event.</param>
    public static long Add(ChainedWriter writer, LegalHold hold, IReadOnlyList<string> forms, DateTimeOffset now)
    {
        long number = 0;
        writer.InTransaction(() =>
        {
            using SqliteRows insert = writer.Database.Query("INSERT INTO holds (subject, model, reason, follows) VALUES (?1, ?2, ?3, ?4)", "set a hold");
            foreach (string? subject in forms.Count == 0 ? new List<string?> { null } : Recorded(writer.Database, forms))
            {
                insert.With(subject, hold.Model, hold.Reason, number == 0 ? null : number).Step();
                insert.Reset();
                if (number == 0)
                    number = writer.Database.ReadNumber("SELECT last_insert_rowid()", "number a hold");
            }

            writer.Events.Insert(EventOf(number, "set", hold.Actor, hold.Reason, now));
        });
        return number;
    }

    /// <summary>The forms by which there are records; the last, which says least, when there are none yet. A hold brings no text into the store that models keep out of it.</summary>
    private static List<string?> Recorded(SqliteDatabase database, IReadOnlyList<string> forms)
    {
        using SqliteRows rows = database.Query("SELECT EXISTS (SELECT 1 FROM predictions WHERE subject = ?1)", "look for a subject");
        var recorded = new List<string?>();
        foreach (string form in forms)
        {
            if (rows.With(form).Step() && rows.Int64(0) != 0)
                recorded.Add(form);
            rows.Reset();
        }

        if (!recorded.Contains(forms[^1]))
            recorded.Add(forms[^1]);
        return recorded;
    }

    public static void Release(ChainedWriter writer, long number, string actor, string reason, DateTimeOffset now) => writer.InTransaction(() =>
    {
        using SqliteRows delete = writer.Database.Query("DELETE FROM holds WHERE number = ?1 OR follows = ?1", "release a hold");
        delete.With(number).Step();
        delete.Reset();
        if (writer.Database.Changes() == 0)
            throw new StoreException(string.Create(CultureInfo.InvariantCulture, $"There is no legal hold {number}. It may have been released already."));
        writer.Events.Insert(EventOf(number, "released", actor, reason, now));
    });

    private static LogEvent EventOf(long number, string state, string actor, string reason, DateTimeOffset now) => new()
    {
        Kind = LogEvent.Hold,
        Time = now,
        Actor = actor,
        Key = number.ToString(CultureInfo.InvariantCulture),
        Details = EventDetails.Of(("state", state), ("reason", reason)),
    };
}
