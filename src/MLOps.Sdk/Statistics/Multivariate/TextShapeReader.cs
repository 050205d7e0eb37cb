using System.Buffers;
using System.Text;

namespace MLOps.Sdk.Statistics.Multivariate;

/// <summary>The <see cref="TextShape"/> of one text after the other, without taking memory once it has met their characters. Single owner.</summary>
public sealed class TextShapeReader
{
    private readonly HashSet<int> _distinct = new(256);

    /// <summary>Looks at a text; bytes that are no UTF-8 count as U+FFFD.</summary>
    /// <param name="utf8">The text; an empty one is missing: all figures are NaN.</param>
    /// <param name="values">Filled in the order of <see cref="TextShape.Names"/>.</param>
    public void Read(ReadOnlySpan<byte> utf8, Span<double> values)
    {
        if (utf8.IsEmpty)
        {
            values.Fill(double.NaN);
            return;
        }

        _distinct.Clear();
        var tally = new TextTally(_distinct);
        while (!utf8.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(utf8, out Rune rune, out int length);
            tally.Add(status == OperationStatus.Done ? rune : Rune.ReplacementChar);
            utf8 = utf8[length..];
        }

        tally.Shape.CopyTo(values);
    }
}
