using System.Text;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Removing;

/// <summary>
/// Looks in the bytes of a file for what must not be there any more: the ids of erased predictions, and the subject
/// followed by one of their times, as an index keeps it. The subject alone may be part of somebody else's.
/// </summary>
internal sealed class Remains
{
    private const int BufferBytes = 1 << 20;
    private const int PrefixBytes = 13;

    private readonly byte[] _subject;
    private readonly HashSet<string> _ids;
    private readonly HashSet<string> _times;
    private readonly byte[][] _prefixes;
    private readonly int _longest;

    public Remains(string subject, IReadOnlyList<(long Position, string Id, string Time)> erased)
    {
        _subject = Encoding.UTF8.GetBytes(subject);
        _ids = [.. erased.Select(static row => row.Id)];
        _times = [.. erased.Select(static row => row.Time)];

        // Ids of one process begin alike, so that few places are looked at closely.
        _prefixes = [.. _ids.Select(static id => id[..PrefixBytes]).Distinct().Select(Encoding.UTF8.GetBytes)];
        _longest = Math.Max(PredictionId.TextLength, _subject.Length + Formatting.IsoTime.Length);
    }

    /// <summary>The places in the database file, in order.</summary>
    public List<long> FindIn(DatabaseFile file)
    {
        var places = new List<long>();
        long length = file.Length;
        byte[] buffer = new byte[BufferBytes + _longest];
        for (long start = 0; start < length; start += BufferBytes)
        {
            Span<byte> bytes = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - start));
            file.Read(start, bytes);
            FindIn(bytes, Math.Min(BufferBytes, bytes.Length), start, places);
        }

        return places;
    }

    /// <summary>How many places there are in another file; 0 when there is no such file.</summary>
    public long CountIn(string path)
    {
        if (!File.Exists(path))
            return 0;

        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var places = new List<long>();
        byte[] buffer = new byte[BufferBytes + _longest];
        int read;
        for (long start = 0; (read = RandomAccess.Read(file, buffer, start)) > 0; start += Math.Min(read, BufferBytes))
            FindIn(buffer.AsSpan(0, read), Math.Min(BufferBytes, read), start, places);
        return places.Count;
    }

    /// <summary>How many places there are in some bytes.</summary>
    public int CountIn(ReadOnlySpan<byte> bytes)
    {
        var places = new List<long>();
        FindIn(bytes, bytes.Length, 0, places);
        return places.Count;
    }

    private void FindIn(ReadOnlySpan<byte> bytes, int starts, long offset, List<long> places)
    {
        int before = places.Count;
        Find(bytes, starts, _subject, Formatting.IsoTime.Length, _subject.Length, _times, offset, places);
        foreach (byte[] prefix in _prefixes)
            Find(bytes, starts, prefix, PredictionId.TextLength, 0, _ids, offset, places);
        places.Sort(before, places.Count - before, comparer: null);
    }

    private static void Find(
        ReadOnlySpan<byte> bytes, int starts, ReadOnlySpan<byte> anchor, int length, int skip, HashSet<string> texts, long offset, List<long> places)
    {
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = texts.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> text = stackalloc char[length];
        for (int from = 0; from < starts;)
        {
            int found = bytes[from..].IndexOf(anchor);
            if (found < 0 || from + found >= starts)
                return;
            from += found;
            if (from + skip + length <= bytes.Length)
            {
                Encoding.Latin1.GetChars(bytes.Slice(from + skip, length), text);
                if (lookup.Contains(text))
                    places.Add(offset + from);
            }

            from++;
        }
    }
}
