namespace MLOps.Sdk.Quality.Windows;

/// <summary>How many rows of a window repeat an earlier one, by 64-bit hashes. Memory is 1 MiB; of longer windows the first 65,536 rows are looked at. Owned by the monitors' thread.</summary>
internal sealed class RepeatedRows
{
    private const int MostRows = 1 << 16;
    private const ulong Mask = (2 * MostRows) - 1;

    // Open addressing, at most half full; 0 is free.
    private readonly ulong[] _hashes = new ulong[2 * MostRows];

    /// <summary>The rows looked at.</summary>
    public long Rows { get; private set; }

    /// <summary>Those that repeat an earlier one, and the first of them.</summary>
    public BadRows Repeats => _repeats;

    private BadRows _repeats;

    public void Add(ulong hash, long row)
    {
        if (Rows == MostRows)
            return;
        Rows++;
        hash = hash == 0 ? 1 : hash;
        ulong slot = hash & Mask;
        while (_hashes[slot] != 0)
        {
            if (_hashes[slot] == hash)
            {
                _repeats.Add(row);
                return;
            }

            slot = (slot + 1) & Mask;
        }

        _hashes[slot] = hash;
    }

    public void Clear()
    {
        Array.Clear(_hashes);
        Rows = 0;
        _repeats = default;
    }
}
