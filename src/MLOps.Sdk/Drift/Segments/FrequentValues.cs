namespace MLOps.Sdk.Drift.Segments;

/// <summary>
/// Counts values by their hashes in bounded memory (Misra and Gries 1982): a count is never too high, and too low by at
/// most rows / (capacity + 1), so that a value which is rare among very many never gets far. Single owner; counting
/// takes no memory.
/// </summary>
internal sealed class FrequentValues(int capacity)
{
    private readonly Dictionary<ulong, int> _counts = new(capacity);

    /// <summary>Counts a value, and says how often it was seen at least.</summary>
    public int Count(ulong hash)
    {
        if (_counts.TryGetValue(hash, out int count))
            return _counts[hash] = count + 1;
        if (_counts.Count < capacity)
            return _counts[hash] = 1;

        // Every value gives up one: as many as were counted before, so that a row costs one on average.
        foreach ((ulong other, int seen) in _counts)
        {
            if (seen == 1)
                _counts.Remove(other);
            else
                _counts[other] = seen - 1;
        }

        return 0;
    }

    /// <summary>Forgets a value.</summary>
    public void Remove(ulong hash) => _counts.Remove(hash);
}
