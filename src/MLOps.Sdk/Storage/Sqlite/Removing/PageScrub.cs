using System.Buffers.Binary;

namespace MLOps.Sdk.Storage.Sqlite.Removing;

/// <summary>
/// Clears the parts of a page of a B-tree that hold nothing: between its cells' pointers and its cells, and in its free
/// blocks (sqlite.org/fileformat, 1.6). When a page is split its cells are copied, and what was copied stays there.
/// </summary>
internal static class PageScrub
{
    private const int FileHeaderBytes = 100;
    private const int LeafHeaderBytes = 8, InteriorHeaderBytes = 12;
    private const int FreeBlockHeaderBytes = 4;
    private const int PointerMapEntryBytes = 5;
    private const long LockByte = 0x4000_0000;

    // The first byte of other kinds of pages is the highest of a page's number: below this many it is none of a B-tree.
    private const long MostPages = 1L << 25;

    /// <summary>Whether the page with this number, from 1, may be of a B-tree.</summary>
    public static bool CanBeTree(long number, long pages, int pageBytes)
    {
        long mapped = (pageBytes / PointerMapEntryBytes) + 1; // a map of pages stands before each run of as many
        return pages < MostPages && number != (LockByte / pageBytes) + 1 && (number == 1 || (number - 2) % mapped != 0);
    }

    /// <summary>Clears what is unused of a page.</summary>
    /// <returns>Whether it is a page of a B-tree; if not, nothing was changed.</returns>
    public static bool Clear(Span<byte> page, bool isFirst)
    {
        int header = isFirst ? FileHeaderBytes : 0;
        int headerBytes = page[header] switch { 2 or 5 => InteriorHeaderBytes, 10 or 13 => LeafHeaderBytes, _ => 0 };
        if (headerBytes == 0)
            return false;

        int cells = BinaryPrimitives.ReadUInt16BigEndian(page[(header + 3)..]);
        int content = BinaryPrimitives.ReadUInt16BigEndian(page[(header + 5)..]);
        content = content == 0 ? 65536 : content;
        int pointers = header + headerBytes, end = pointers + (2 * cells);
        if (end > content || content > page.Length || !AreWithin(page[pointers..end], content, page.Length))
            return false;

        // Looked at as a whole before anything is changed.
        int block = BinaryPrimitives.ReadUInt16BigEndian(page[(header + 1)..]);
        if (!TryWalk(page, block, content, clear: false))
            return false;
        TryWalk(page, block, content, clear: true);
        page[end..content].Clear();
        return true;
    }

    private static bool AreWithin(ReadOnlySpan<byte> pointers, int first, int end)
    {
        for (; !pointers.IsEmpty; pointers = pointers[2..])
        {
            int cell = BinaryPrimitives.ReadUInt16BigEndian(pointers);
            if (cell < first || cell >= end)
                return false;
        }

        return true;
    }

    private static bool TryWalk(Span<byte> page, int block, int content, bool clear)
    {
        int least = content;
        while (block != 0)
        {
            if (block < least || block > page.Length - FreeBlockHeaderBytes)
                return false;
            int next = BinaryPrimitives.ReadUInt16BigEndian(page[block..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(page[(block + 2)..]);
            if (length < FreeBlockHeaderBytes || block + length > page.Length)
                return false;
            if (clear)
                page[(block + FreeBlockHeaderBytes)..(block + length)].Clear();
            (least, block) = (block + length, next);
        }

        return true;
    }
}
