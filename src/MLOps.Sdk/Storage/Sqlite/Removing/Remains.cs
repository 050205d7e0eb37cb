using System.Text;

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

    /// <summary>The places in a file; 0 when there is no such file.</summary>
    public long CountIn(string path)
    {
        if (!File.Exists(path))
            return 0;

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] buffer = new byte[BufferBytes + _longest];
        int kept = 0;
        long count = 0;
        for (int read; (read = file.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            // What may go on in the next part is looked at then.
            int length = kept + read;
            int certain = Math.Max(length - _longest, 0);
            count += CountIn(buffer.AsSpan(0, length), certain);
            buffer.AsSpan(certain, length - certain).CopyTo(buffer);
            kept = length - certain;
        }

        return count + CountIn(buffer.AsSpan(0, kept), kept);
    }

    private long CountIn(ReadOnlySpan<byte> bytes, int starts)
    {
        long count = Count(bytes, starts, _subject, Formatting.IsoTime.Length, _subject.Length, _times);
        foreach (byte[] prefix in _prefixes)
            count += Count(bytes, starts, prefix, PredictionId.TextLength, 0, _ids);
        return count;
    }

    private static long Count(ReadOnlySpan<byte> bytes, int starts, ReadOnlySpan<byte> anchor, int length, int skip, HashSet<string> texts)
    {
        long count = 0;
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = texts.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> text = stackalloc char[length];
        for (int from = 0; from < starts;)
        {
            int found = bytes[from..].IndexOf(anchor);
            if (found < 0 || from + found >= starts)
                return count;
            from += found;
            if (from + skip + length <= bytes.Length)
            {
                Encoding.Latin1.GetChars(bytes.Slice(from + skip, length), text);
                count += lookup.Contains(text) ? 1 : 0;
            }

            from++;
        }

        return count;
    }
}
