namespace Loop.Streams;

/// <summary>
/// Three numbers and a rule, of which a tenth of the truths are chance. After a while live, the first number moves and the rule
/// changes: what was learnt is wrong.
/// </summary>
internal sealed class ShiftingStream : ILabelledStream
{
    private const int HistoryRows = 4_000;
    private const int RowsBeforeShift = 3_000;
    private const double Noise = 0.1;

    private readonly Random _random = new(7);

    public ShiftingStream() => History = [.. Enumerable.Range(0, HistoryRows).Select(_ => Next(shifted: false))];

    public string[] Features => ["load", "price", "wind"];

    public int Rows => 2_000;

    public string[] Rules => ["accuracy > champion"];

    public IReadOnlyList<LabelledRow> History { get; }

    public IEnumerable<LabelledRow> Live()
    {
        for (long row = 0; ; row++)
            yield return Next(shifted: row >= RowsBeforeShift);
    }

    private LabelledRow Next(bool shifted)
    {
        double[] values = [Normal() + (shifted ? 1 : 0), Normal(), Normal()];
        bool rule = shifted ? values[0] - values[1] > 1 : values[0] + values[1] > 0;
        return new LabelledRow(values, _random.NextDouble() < Noise ? !rule : rule);
    }

    /// <summary>A standard normal number (Box and Muller, 1958).</summary>
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
