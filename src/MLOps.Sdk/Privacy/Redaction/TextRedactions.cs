using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MLOps.Sdk.Privacy;

internal sealed class DroppedText : TextRedaction
{
    internal override int RoomFor(int length) => 0;

    internal override bool TryWrite(ReadOnlySpan<char> text, Span<char> destination, out int written)
    {
        written = 0;
        return false;
    }
}

internal sealed class MaskedText(int keep) : TextRedaction
{
    internal override int RoomFor(int length) => length;

    internal override bool TryWrite(ReadOnlySpan<char> text, Span<char> destination, out int written)
    {
        written = Math.Min(text.Length, destination.Length);
        destination[..written].Fill('*');

        // Of a text that is cut the last characters are not shown: they would be others than the last.
        if (written == text.Length && text.Length >= 2 * keep)
            text[^keep..].CopyTo(destination[(written - keep)..]);
        return true;
    }
}

internal sealed class HashedText : TextRedaction
{
    private const int LeastKeyBytes = 16;
    private const int Bytes = 16;
    private const int StackBytes = 512;

    private readonly byte[] _key;

    public HashedText(ReadOnlySpan<byte> key)
    {
        if (key.Length < LeastKeyBytes)
            throw new ArgumentException($"The key of a keyed hash has {key.Length} bytes; it needs at least {LeastKeyBytes}.", nameof(key));
        _key = key.ToArray();
    }

    public override bool KeepsEquality => true;

    internal override int RoomFor(int length) => 2 * Bytes;

    internal override bool TryWrite(ReadOnlySpan<char> text, Span<char> destination, out int written)
    {
        byte[]? rented = null;
        int room = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = room <= StackBytes ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(room);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, utf8[..Encoding.UTF8.GetBytes(text, utf8)], hash);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return Convert.TryToHexStringLower(hash[..Bytes], destination, out written);
    }
}

internal sealed class BucketedText(double width) : TextRedaction
{
    private const int LongestNumber = 32;

    internal override int RoomFor(int length) => LongestNumber;

    internal override bool TryWrite(ReadOnlySpan<char> text, Span<char> destination, out int written)
    {
        written = 0;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            && (Math.Floor(number / width) * width).TryFormat(destination, out written, provider: CultureInfo.InvariantCulture);
    }
}

internal sealed class CleanedText : TextRedaction
{
    private const int LongestFinding = 512;

    internal override int RoomFor(int length) => (2 * length) + 16; // a word such as [number] may be longer than what it stands for

    internal override bool TryWrite(ReadOnlySpan<char> text, Span<char> destination, out int written)
    {
        // A finding that is cut is not found: what is read goes beyond what can be written, and its end is not written.
        int reach = (2 * destination.Length) + LongestFinding;
        bool isCut = text.Length > reach;
        string clean = Redact.Clean(new string(isCut ? text[..reach] : text));
        written = Math.Min(isCut ? Math.Max(clean.Length - LongestFinding, 0) : clean.Length, destination.Length);
        clean.AsSpan(0, written).CopyTo(destination);
        return true;
    }
}
