using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>What an alarm's wealth depends on beside the stream: the reference's values, how they were counted, and the seed.</summary>
internal static class SignalFingerprint
{
    /// <summary>SHA-256 over all of it; the first number is to be changed when alarms begin to bet in another way.</summary>
    public static byte[] Of(SignalReference reference, ulong seed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, 2, (long)seed);
        if (reference.Numeric is { } numeric)
            Add(hash, numeric.Counter);
        else
            Add(hash, reference.Categorical!.Counter);
        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, NumericCounter counter)
    {
        hash.AppendData(MemoryMarshal.AsBytes(counter.Cells.Cuts));
        Span<long> counts = new long[counter.Cells.Count];
        for (int cell = 0; cell < counts.Length; cell++)
            counts[cell] = counter.CountOf(cell);
        hash.AppendData(MemoryMarshal.AsBytes(counts));
        Add(hash, counter.Missing, counter.NegativeInfinities, counter.PositiveInfinities);
    }

    private static void Add(IncrementalHash hash, CategoryCounter counter)
    {
        foreach (string category in counter.Table.Categories)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(category);
            Add(hash, utf8.Length);
            hash.AppendData(utf8);
        }

        Add(hash, counter.Counts);
    }

    private static void Add(IncrementalHash hash, params ReadOnlySpan<long> values)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        foreach (long value in values)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            hash.AppendData(bytes);
        }
    }
}
