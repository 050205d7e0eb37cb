using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>
/// The categories of a reference, found by their UTF-8 bytes without an allocation. What is not among them is "other";
/// null is a missing value. Immutable, safe on any thread.
/// </summary>
/// <remarks>Compared byte by byte: no case folding, no normalisation.</remarks>
public sealed class CategoryTable
{
    // Open addressing: 0 is free, otherwise the category's place plus one. At most half full.
    private readonly int[] _slots;
    private readonly uint[] _hashes;
    private readonly byte[] _bytes;
    private readonly int[] _ends;

    /// <summary>A table of the given categories.</summary>
    /// <exception cref="ArgumentException">A category is there twice.</exception>
    public CategoryTable(IEnumerable<string> categories)
    {
        ArgumentNullException.ThrowIfNull(categories);
        Categories = [.. categories];
        _ends = new int[Categories.Length];
        _hashes = new uint[Categories.Length];
        _slots = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2 * Categories.Length, 4))];
        var bytes = new List<byte>();
        for (int i = 0; i < Categories.Length; i++)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(Categories[i]);
            bytes.AddRange(utf8);
            _ends[i] = bytes.Count;
            _hashes[i] = Hash(utf8);
        }

        _bytes = [.. bytes];
        for (int i = 0; i < Categories.Length; i++)
        {
            if (Find(Bytes(i)) != Other)
                throw new ArgumentException($"The category '{Categories[i]}' is there twice.", nameof(categories));
            int slot = (int)_hashes[i] & (_slots.Length - 1);
            while (_slots[slot] != 0)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = i + 1;
        }
    }

    /// <summary>The categories, in the order of their cells.</summary>
    public ImmutableArray<string> Categories { get; }

    /// <summary>The cell of what the reference did not name: one behind the categories.</summary>
    public int Other => Categories.Length;

    /// <summary>The cell of missing values: the last.</summary>
    public int Null => Categories.Length + 1;

    /// <summary>The number of cells: the categories, other and missing.</summary>
    public int Count => Categories.Length + 2;

    /// <summary>The cell of a category given as UTF-8; <see cref="Other"/> when the reference did not name it.</summary>
    public int Find(ReadOnlySpan<byte> utf8)
    {
        uint hash = Hash(utf8);
        int mask = _slots.Length - 1;
        for (int slot = (int)hash & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            int category = _slots[slot] - 1;
            if (_hashes[category] == hash && Bytes(category).SequenceEqual(utf8))
                return category;
        }

        return Other;
    }

    internal bool SameAs(CategoryTable other) =>
        ReferenceEquals(this, other) || Categories.AsSpan().SequenceEqual(other.Categories.AsSpan());

    private ReadOnlySpan<byte> Bytes(int category)
    {
        int start = category == 0 ? 0 : _ends[category - 1];
        return _bytes.AsSpan(start, _ends[category] - start);
    }

    /// <summary>Eight bytes at a step, folded by a wide multiplication; the table is built from trusted text.</summary>
    internal static ulong Hash64(ReadOnlySpan<byte> utf8)
    {
        ulong state = 0x9E3779B97F4A7C15 ^ (ulong)utf8.Length;
        while (utf8.Length >= sizeof(ulong))
        {
            state = Fold(state ^ MemoryMarshal.Read<ulong>(utf8));
            utf8 = utf8[sizeof(ulong)..];
        }

        ulong rest = 0;
        for (int i = 0; i < utf8.Length; i++)
            rest |= (ulong)utf8[i] << (8 * i);
        return Fold(state ^ rest);
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        ulong state = Hash64(utf8);
        return (uint)(state ^ (state >> 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong value)
    {
        ulong high = Math.BigMul(value, 0xA0761D6478BD642F, out ulong low);
        return high ^ low ^ 0xE7037ED1A0B428DB;
    }
}
