using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MLOps.Sdk.Audit.Hashing;

/// <summary>
/// As <see cref="Sha256Lanes"/> with sixteen messages, for processors with AVX-512: its rounds are two thirds the work for
/// each message. The intrinsics are named, as <c>Vector512</c> counts as unsupported where it lowers the clock.
/// </summary>
internal static unsafe class Sha256WideLanes
{
    /// <summary>Messages hashed side by side.</summary>
    public const int Count = 16;

    private const int BlockBytes = Sha256Format.BlockBytes;
    private const int StateWords = Sha256Format.StateWords;
    private const int WordsPerBlock = Sha256Format.WordsPerBlock;

    /// <summary>Whether the vectors are ones of the processor.</summary>
    public static bool IsSupported => Avx512F.IsSupported;

    /// <summary>Hashes up to sixteen padded messages.</summary>
    /// <param name="messages">Where each starts; <see cref="Count"/> of them, the last repeated where there are fewer.</param>
    /// <param name="blocks">The blocks of each, at least one.</param>
    /// <param name="digests">Receives 32 bytes for each message.</param>
    [SkipLocalsInit]
    public static void Hash(byte** messages, int* blocks, byte* digests)
    {
        Vector512<uint>* state = stackalloc Vector512<uint>[StateWords];
        for (int word = 0; word < StateWords; word++)
            state[word] = Vector512.Create(Sha256Format.Initial[word]);

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

    private static void Extract(Vector512<uint>* state, int lane, byte* digest)
    {
        for (int word = 0; word < StateWords; word++)
            *(uint*)(digest + (word * sizeof(uint))) = BinaryPrimitives.ReverseEndianness(((uint*)(state + word))[lane]);
    }

    [SkipLocalsInit]
    private static void Compress(Vector512<uint>* state, byte** messages)
    {
        Vector512<uint>* words = stackalloc Vector512<uint>[WordsPerBlock];
        Load(messages, words);

        Vector512<uint> a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        fixed (uint* constants = Sha256Format.Constants)
        {
            for (int round = 0; round < Sha256Format.Rounds; round += 8)
            {
                if (round >= WordsPerBlock)
                    Schedule(words, round & (WordsPerBlock - 1));
                Vector512<uint>* w = words + (round & (WordsPerBlock - 1));
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
        Vector512<uint> a, Vector512<uint> b, Vector512<uint> c, ref Vector512<uint> d, Vector512<uint> e, Vector512<uint> f, Vector512<uint> g, ref Vector512<uint> h, Vector512<uint> word, uint constant)
    {
        Vector512<uint> t = h + Xor(Rotate(e, 6), Rotate(e, 11), Rotate(e, 25)) + Choose(e, f, g) + Vector512.Create(constant) + word;
        d += t;
        h = t + Xor(Rotate(a, 2), Rotate(a, 13), Rotate(a, 22)) + Majority(a, b, c);
    }

    /// <summary>The next eight words, each from the sixteen before it, in the place of the oldest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Schedule(Vector512<uint>* words, int first)
    {
        for (int i = first; i < first + 8; i++)
        {
            Vector512<uint> early = words[(i + 1) & 15], late = words[(i + 14) & 15];
            words[i] += Xor(Rotate(early, 7), Rotate(early, 18), early >>> 3) + words[(i + 9) & 15]
                + Xor(Rotate(late, 17), Rotate(late, 19), late >>> 10);
        }
    }

    /// <summary>The sixteen words of each of the sixteen messages, turned so that a vector holds the same word of all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(byte** messages, Vector512<uint>* words)
    {
        const int half = WordsPerBlock / 2;
        Vector256<uint>* first = stackalloc Vector256<uint>[half], second = stackalloc Vector256<uint>[half];
        for (int part = 0; part < 2; part++)
        {
            Sha256Lanes.Load(messages, part * BlockBytes / 2, first);
            Sha256Lanes.Load(messages + Sha256Lanes.Count, part * BlockBytes / 2, second);
            for (int word = 0; word < half; word++)
                words[(part * half) + word] = Avx512F.InsertVector256(first[word].ToVector512Unsafe(), second[word], 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Rotate(Vector512<uint> value, [ConstantExpected] byte bits) => Avx512F.RotateRight(value, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Xor(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) => Avx512F.TernaryLogic(x, y, z, 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Choose(Vector512<uint> e, Vector512<uint> f, Vector512<uint> g) => Avx512F.TernaryLogic(e, f, g, 0xCA);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Majority(Vector512<uint> a, Vector512<uint> b, Vector512<uint> c) => Avx512F.TernaryLogic(a, b, c, 0xE8);
}
