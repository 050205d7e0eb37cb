using System.Security.Cryptography;

namespace MLOps.Sdk.Audit.Hashing;

/// <summary>
/// The hash of a segment's entries: SHA-256 of the SHA-256 of each run of 64 entries, so that runs are hashed side by
/// side. Used by one thread at a time.
/// </summary>
internal sealed unsafe class EntriesHash
{
    private const int RunEntries = 64;
    private const int RunBytes = RunEntries * ChainFormat.EntryBytes;

    private readonly CommitmentBatch _runs = new();
    private readonly byte[] _digests = new byte[ChainFormat.SegmentRecords / RunEntries * ChainFormat.HashBytes];

    /// <summary>Hashes entries, at most those of a segment.</summary>
    public void Compute(ReadOnlySpan<byte> entries, Span<byte> hash)
    {
        int hashed = 0;
        for (int start = 0; start < entries.Length; start += RunBytes)
        {
            ReadOnlySpan<byte> run = entries[start..Math.Min(start + RunBytes, entries.Length)];
            run.CopyTo(new Span<byte>(_runs.Start(run.Length), run.Length));
            _runs.Add(run.Length);
            if (_runs.IsFull)
                hashed = Take(hashed);
        }

        SHA256.HashData(_digests.AsSpan(0, Take(hashed) * ChainFormat.HashBytes), hash);
    }

    private int Take(int hashed)
    {
        int count = _runs.Hash();
        _runs.Digests[..(count * ChainFormat.HashBytes)].CopyTo(_digests.AsSpan(hashed * ChainFormat.HashBytes));
        return hashed + count;
    }
}
