using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MLOps.Sdk.Audit.Hashing;

/// <summary>
/// SHA-256 (FIPS 180-4) of eight padded messages side by side, one in each lane of the vectors: for processors without
/// SHA instructions, and no call per message.
/// </summary>
internal static unsafe class Sha256Lanes
{
    /// <summary>Messages hashed side by side.</summary>
    public const int Count = 8;

    private const int BlockBytes = Sha256Format.BlockBytes;
    private const int StateWords = Sha256Format.StateWords;
    private const int WordsPerBlock = Sha256Format.WordsPerBlock;

    /// <summary>Whether the vectors are ones of the processor; without them the platform's own hash is faster.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Hashes up to eight padded messages.</summary>
    /// <param name="messages">Where each starts; <see cref="Count"/> of them, the last repeated where there are fewer.</param>
    /// <param name="blocks">The blocks of each, at least one.</param>
    /// <param name="digests">Receives 32 bytes for each message.</param>
    [SkipLocalsInit]
    public static void Hash(byte** messages, int* blocks, byte* digests)
    {
        Vector256<uint>* state = stackalloc Vector256<uint>[StateWords];
        for (int word = 0; word < StateWords; word++)
            state[word] = Vector256.Create(Sha256Format.Initial[word]);

        int most = 0;
        for (int lane = 0; lane < Count; lane++)
            most = Math.Max(most, blocks[lane]);
        byte** at = stackalloc byte*[Count];
        for (int block = 0; block < most; block++)
        {
            // A message that has ended goes on with its last block: nobody looks at its lane any more.
            for (int lane = 0; lane < Count; lane++)
                at[lane] = messages[lane] + (Math.Min(block, blocks[lane] - 1) * BlockBytes);
            Compress(state, at);
            for (int lane = 0; lane < Count; lane++)
            {
                if (blocks[lane] - 1 == block)
                    Extract(state, lane, digests + (lane * StateWords * sizeof(uint)));
            }
        }
    }

    private static void Extract(Vector256<uint>* state, int lane, byte* digest)
    {
        for (int word = 0; word < StateWords; word++)
            *(uint*)(digest + (word * sizeof(uint))) = BinaryPrimitives.ReverseEndianness(((uint*)(state + word))[lane]);
    }

    [SkipLocalsInit]
    private static void Compress(Vector256<uint>* state, byte** messages)
    {
        Vector256<uint>* words = stackalloc Vector256<uint>[WordsPerBlock];
        Load(messages, 0, words);
        Load(messages, BlockBytes / 2, words + (WordsPerBlock / 2));

        Vector256<uint> a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        fixed (uint* constants = Sha256Format.Constants)
        {
            for (int round = 0; round < Sha256Format.Rounds; round += 8)
            {
                if (round >= WordsPerBlock)
                    Schedule(words, round & (WordsPerBlock - 1));
                Vector256<uint>* w = words + (round & (WordsPerBlock - 1));
                uint* k = constants + round;
                Round(a, b, c, ref d, e, f, g, ref h, w[0], k[0]);
                Round(h, a, b, ref c, d, e, f, ref g, w[1], k[1]);
                Round(g, h, a, ref b, c, d, e, ref f, w[2], k[2]);
                Round(f, g, h, ref a, b, c, d, ref e, w[3], k[3]);
                Round(e, f, g, ref h, a, b, c, ref d, w[4], k[4]);
                Round(d, e, f, ref g, h, a, b, ref c, w[5], k[5]);
                Round(c, d, e, ref f, g, h, a, ref b, w[6], k[6]);
                Round(b, c, d, ref e, f, g, h, ref a, w[7], k[7]);
            }
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, ref Vector256<uint> d, Vector256<uint> e, Vector256<uint> f, Vector256<uint> g, ref Vector256<uint> h, Vector256<uint> word, uint constant)
    {
        Vector256<uint> t = h + Xor(Rotate(e, 6), Rotate(e, 11), Rotate(e, 25)) + Choose(e, f, g) + Vector256.Create(constant) + word;
        d += t;
        h = t + Xor(Rotate(a, 2), Rotate(a, 13), Rotate(a, 22)) + Majority(a, b, c);
    }

    /// <summary>The next eight words, each from the sixteen before it, in the place of the oldest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Schedule(Vector256<uint>* words, int first)
    {
        for (int i = first; i < first + 8; i++)
        {
            Vector256<uint> early = words[(i + 1) & 15], late = words[(i + 14) & 15];
            words[i] += Xor(Rotate(early, 7), Rotate(early, 18), early >>> 3) + words[(i + 9) & 15]
                + Xor(Rotate(late, 17), Rotate(late, 19), late >>> 10);
        }
    }

    /// <summary>Eight words of each of the eight messages, turned so that a vector holds the same word of all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Load(byte** messages, int offset, Vector256<uint>* words)
    {
        Vector256<byte> swap = Vector256.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
        Vector256<uint>* rows = stackalloc Vector256<uint>[Count];
        for (int lane = 0; lane < Count; lane++)
            rows[lane] = Avx2.Shuffle(Vector256.Load(messages[lane] + offset), swap).AsUInt32();

        for (int half = 0; half < 2; half++)
        {
            Vector256<uint>* r = rows + (half * 4);
            Vector256<ulong> low01 = Avx2.UnpackLow(r[0], r[1]).AsUInt64(), high01 = Avx2.UnpackHigh(r[0], r[1]).AsUInt64();
            Vector256<ulong> low23 = Avx2.UnpackLow(r[2], r[3]).AsUInt64(), high23 = Avx2.UnpackHigh(r[2], r[3]).AsUInt64();
            r[0] = Avx2.UnpackLow(low01, low23).AsUInt32();
            r[1] = Avx2.UnpackHigh(low01, low23).AsUInt32();
            r[2] = Avx2.UnpackLow(high01, high23).AsUInt32();
            r[3] = Avx2.UnpackHigh(high01, high23).AsUInt32();
        }

        for (int word = 0; word < 4; word++)
        {
            words[word] = Avx2.Permute2x128(rows[word], rows[word + 4], 0x20);
            words[word + 4] = Avx2.Permute2x128(rows[word], rows[word + 4], 0x31);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> value, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(value, bits) : (value >>> bits) | (value << (32 - bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Xor(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.TernaryLogic(x, y, z, 0x96) : x ^ y ^ z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Choose(Vector256<uint> e, Vector256<uint> f, Vector256<uint> g) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.TernaryLogic(e, f, g, 0xCA) : g ^ (e & (f ^ g));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Majority(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.TernaryLogic(a, b, c, 0xE8) : (a & b) | (c & (a | b));
}
