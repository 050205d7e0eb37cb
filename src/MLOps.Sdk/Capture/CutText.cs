using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Unicode;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Capture;

/// <summary>What is kept of a text that was cut: how long it was, and its hash when asked for.</summary>
internal static class CutText
{
    private const int ChunkChars = 4096;
    private const int MaximumBytesPerChar = 3;

    public static void Append(SectionKind payload, string text, bool hash, ref CaptureBuffer buffer)
    {
        Span<byte> cut = stackalloc byte[sizeof(long) + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64LittleEndian(cut, text.Length);
        if (hash)
            Hash(text, cut[sizeof(long)..]);
        buffer.AppendSection(payload == SectionKind.RawInput ? SectionKind.InputCut : SectionKind.OutputCut, hash ? cut : cut[..sizeof(long)]);
    }

    /// <summary>Hashes a text as UTF-8 piece by piece: it is large, or it would not have been cut.</summary>
    private static void Hash(ReadOnlySpan<char> text, Span<byte> destination)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(ChunkChars * MaximumBytesPerChar);
        while (!text.IsEmpty)
        {
            ReadOnlySpan<char> chunk = text[..Math.Min(ChunkChars, text.Length)];
            Utf8.FromUtf16(chunk, bytes, out int read, out int written, replaceInvalidSequences: true, isFinalBlock: chunk.Length == text.Length);
            hash.AppendData(bytes, 0, written);
            text = text[read..]; // half a pair at the end of a piece comes with the next
        }

        ArrayPool<byte>.Shared.Return(bytes);
        hash.GetHashAndReset(destination);
    }
}
