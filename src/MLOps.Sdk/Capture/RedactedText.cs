using System.Buffers;
using MLOps.Sdk.Privacy;

namespace MLOps.Sdk.Capture;

/// <summary>A text as it is to be recorded: the text itself, or what a redaction leaves of it, in the caller's stack or a pooled array.</summary>
internal ref struct RedactedText
{
    /// <summary>Characters that a caller gives on its stack.</summary>
    public const int StackChars = 128;

    private char[]? _rented;

    public RedactedText(TextRedaction? redaction, string text, Span<char> stack, int atMost = TextRedaction.MaximumRecorded)
    {
        Text = text;
        if (redaction is null)
            return;

        int room = Math.Min(redaction.RoomFor(text.Length), atMost);
        Span<char> destination = room <= stack.Length ? stack : _rented = ArrayPool<char>.Shared.Rent(room);
        IsDropped = !redaction.TryWrite(text, destination, out int written);
        Text = destination[..written];
    }

    /// <summary>Whether nothing is to be recorded.</summary>
    public bool IsDropped { get; }

    public ReadOnlySpan<char> Text { get; }

    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            ArrayPool<char>.Shared.Return(rented);
        }
    }
}
