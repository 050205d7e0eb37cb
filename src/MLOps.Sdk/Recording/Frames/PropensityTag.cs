using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MLOps.Sdk.Recording.Frames;

/// <summary>The tag of a prediction whose version was chosen with a known probability. It is in the version's mark, so that callers write nothing more.</summary>
internal static class PropensityTag
{
    public const string Name = "propensity";

    private static readonly byte[]?[] Known = new byte[]?[1 << 12]; // two threads may make one twice, and either will do

    /// <summary>Tags and, before them, the propensity.</summary>
    /// <param name="mark">The version's mark, with a propensity.</param>
    /// <param name="tags">The bytes of a list of texts.</param>
    /// <param name="count">Its texts.</param>
    public static TextList Before(VersionMark mark, ReadOnlySpan<byte> tags, int count)
    {
        byte[] own = Known[mark.PropensityStep] ??= Encode(mark.Propensity!.Value);
        return count == 0 ? new TextList(own, 2) : new TextList((byte[])[.. own, .. tags], count + 2); // a bandit's calls with tags of their own
    }

    private static byte[] Encode(double propensity)
    {
        byte[] value = Encoding.UTF8.GetBytes(propensity.ToString("0.####", CultureInfo.InvariantCulture));
        byte[] texts = new byte[(2 * sizeof(int)) + Name.Length + value.Length];
        BinaryPrimitives.WriteInt32LittleEndian(texts, Name.Length);
        Encoding.UTF8.GetBytes(Name, texts.AsSpan(sizeof(int)));
        BinaryPrimitives.WriteInt32LittleEndian(texts.AsSpan(sizeof(int) + Name.Length), value.Length);
        value.CopyTo(texts.AsSpan((2 * sizeof(int)) + Name.Length));
        return texts;
    }
}
