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

    public const int BlockBytes = 64;

    private const int Rounds = 64;
    private const int WordsPerBlock = 16;
    private const int StateWords = 8;

    /// <summary>Whether the vectors are ones of the processor; without them the platform's own hash is faster.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private static ReadOnlySpan<uint> Initial => [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    /// <summary>Bytes that a message of the given length takes with its padding: a multiple of 64.</summary>
    public static int PaddedLength(int length) => (length + 1 + sizeof(long) + BlockBytes - 1) & ~(BlockBytes - 1);

    /// <summary>Puts the padding behind a message.</summary>
    /// <param name="message">The message and the room that <see cref="PaddedLength"/> says, no more.</param>
    /// <param name="length">The message's own bytes.</param>
    public static void Pad(Span<byte> message, int length)
    {
        message[length..].Clear();
        message[length] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(message[^sizeof(long)..], (long)length * 8);
    }

    /// <summary>Hashes up to eight padded messages.</summary>
    /// <param name="messages">Where each starts; <see cref="Count"/> of them, the last repeated where there are fewer.</param>
    /// <param name="blocks">The blocks of each, at least one.</param>
    /// <param name="digests">Receives 32 bytes for each message.</param>
    [SkipLocalsInit]
    public static void Hash(byte** messages, int* blocks, byte* digests)
    {
        Vector256<uint>* state = stackalloc Vector256<uint>[StateWords];
        for (int word = 0; word < StateWords; word++)
            state[word] = Vector256.Create(Initial[word]);

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
        fixed (uint* constants = Constants)
        {
            for (int round = 0; round < Rounds; round += 8)
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
    private static void Load(byte** messages, int offset, Vector256<uint>* words)
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
