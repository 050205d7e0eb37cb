using System.Text;

namespace MLOps.Sdk.OnnxRuntime.Outputs;

/// <summary>
/// The labels seen so far, so that a label that comes again costs no allocation. A model has few; behind the first 64 each is
/// made anew. Safe on any thread, without a lock.
/// </summary>
internal sealed class LabelTexts
{
    private const int Most = 64;

    // Replaced as a whole; the volatile access publishes its content. A label that two threads add at once may be lost: it is added again.
    private volatile (byte[] Utf8, string Text)[] _known = [];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        (byte[] Utf8, string Text)[] known = _known;
        foreach (ref readonly (byte[] Utf8, string Text) label in known.AsSpan())
        {
            if (utf8.SequenceEqual(label.Utf8))
                return label.Text;
        }

        string text = Encoding.UTF8.GetString(utf8);
        if (known.Length < Most)
            _known = [.. known, (utf8.ToArray(), text)];
        return text;
    }
}
