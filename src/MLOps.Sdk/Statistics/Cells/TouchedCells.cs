using System.Numerics;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>Which cut cells hold anything: a bit for each, so that a small window over many cells is read and emptied in proportion to its rows.</summary>
internal readonly struct TouchedCells
{
    private readonly ulong[] _words;

    public TouchedCells(int cells) => _words = new ulong[(cells + 63) / 64];

    /// <summary>The words, for the code that counts.</summary>
    public ulong[] Words => _words;

    public void Mark(int cell) => _words[cell >> 6] |= 1UL << (cell & 63);

    public void MarkAll(TouchedCells other)
    {
        for (int i = 0; i < _words.Length; i++)
            _words[i] |= other._words[i];
    }

    public void Clear() => Array.Clear(_words);

    /// <summary>How many cells are marked.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in _words)
                count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>Lists the marked cells, ascending.</summary>
    /// <returns>How many there are.</returns>
    public int CopyTo(Span<int> cells)
    {
        int count = 0;
        for (int word = 0; word < _words.Length; word++)
        {
            for (ulong rest = _words[word]; rest != 0; rest &= rest - 1)
                cells[count++] = (word << 6) + BitOperations.TrailingZeroCount(rest);
        }

        return count;
    }

    /// <summary>The first marked cell at or after a place, or −1.</summary>
    public int Next(int from)
    {
        int word = from >> 6;
        if (word >= _words.Length)
            return -1;

        ulong rest = _words[word] & (ulong.MaxValue << (from & 63));
        while (rest == 0)
        {
            if (++word == _words.Length)
                return -1;
            rest = _words[word];
        }

        return (word << 6) + BitOperations.TrailingZeroCount(rest);
    }
}
