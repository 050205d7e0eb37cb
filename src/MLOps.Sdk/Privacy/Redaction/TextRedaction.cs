using System.Buffers;

namespace MLOps.Sdk.Privacy;

/// <summary>
/// What of a text is recorded: of the subject and the tags of a call, whether the input or a <see cref="PredictionScope"/>
/// gives them, and of the members that are captured. Applied on the caller's thread before anything is written. Immutable.
/// </summary>
public abstract class TextRedaction
{
    /// <summary>The most characters that a redaction writes into a record, which cuts the texts it is for at 1,024 bytes.</summary>
    internal const int MaximumRecorded = 1024;

    private protected TextRedaction()
    {
    }

    /// <summary>Records nothing of the text.</summary>
    public static TextRedaction Drop { get; } = new DroppedText();

    /// <summary>Records the text without what looks like personal data, as <see cref="Redact.Clean"/> does. Allocates.</summary>
    public static TextRedaction Patterns { get; } = new CleanedText();

    /// <summary>Whether equal texts stay equal and others different, so that a subject is found by its plain text.</summary>
    public virtual bool KeepsEquality => false;

    /// <summary>Records asterisks, as many as there were characters, and the last characters as they are.</summary>
    /// <param name="keep">Characters that are recorded as they are; none of a text that is not at least twice as long.</param>
    public static TextRedaction Mask(int keep = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        return new MaskedText(keep);
    }

    /// <summary>
    /// Records HMAC-SHA256 of the text under a key, 32 hexadecimal digits: the same text gives the same, and who has not the
    /// key cannot try texts. A pseudonym, so still personal data.
    /// </summary>
    /// <param name="key">The key, at least 16 bytes, kept apart from the store.</param>
    /// <exception cref="ArgumentException">The key is shorter.</exception>
    public static TextRedaction Hash(ReadOnlySpan<byte> key) => new HashedText(key);

    /// <summary>Records the lower end of the bucket that a number in a text falls in, ⌊x / width⌋ · width; nothing of a text that is no number.</summary>
    /// <param name="width">The width of a bucket, more than 0.</param>
    public static TextRedaction Bucket(double width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        return new BucketedText(width);
    }

    /// <summary>What is recorded of a text; null: nothing.</summary>
    public string? Apply(string? text)
    {
        if (text is null)
            return null;

        char[] room = ArrayPool<char>.Shared.Rent(RoomFor(text.Length));
        string? redacted = TryWrite(text, room, out int written) ? new string(room, 0, written) : null;
        ArrayPool<char>.Shared.Return(room);
        return redacted;
    }

    /// <summary>Characters that the whole result of a text of this length takes at most.</summary>
    internal abstract int RoomFor(int length);

    /// <summary>Writes the result, cut where the room ends.</summary>
    /// <returns>False: nothing of the text is to be recorded.</returns>
    internal abstract bool TryWrite(ReadOnlySpan<char> text, Span<char> destination, out int written);
}
