using System.Globalization;
using System.IO.Compression;
using CsvHelper;

namespace Loop.Streams;

/// <summary>
/// Half hours of the electricity market of New South Wales, 1996 to 1998: will the price rise? From row 17,424 on, three columns
/// that stood still begin to move, since the market was widened.
/// </summary>
internal sealed class Elec2Stream : ILabelledStream
{
    private const int HistoryRows = 10_000;
    private const int StillRows = 4_000; // live, before the widening
    private const int Widening = 17_424;
    private const string Label = "class";

    private readonly LabelledRow[] _rows;

    public Elec2Stream(string path) => _rows = [.. Read(path)];

    public string[] Features => ["day", "period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer"];

    public int Rows => 6_000;

    public string[] Rules => ["auc > champion", "accuracy >= champion - 0.05"];

    public IReadOnlyList<LabelledRow> History => _rows[..HistoryRows];

    /// <summary>The last weeks before the widening in an order of chance, so that neighbours are not alike, then what follows, again and again.</summary>
    public IEnumerable<LabelledRow> Live()
    {
        var random = new Random(7);
        for (int row = 0; row < StillRows; row++)
            yield return _rows[random.Next(HistoryRows)];
        while (true)
            yield return _rows[random.Next(Widening, _rows.Length)];
    }

    private IEnumerable<LabelledRow> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using CsvReader csv = CsvReader.Create(content, new CsvReaderOptions { Separator = ',' }, leaveOpen: true);
        string[] header = [.. csv.Headers];
        int[] places = [.. Features.Append(Label).Select(name => Array.IndexOf(header, name))];
        while (csv.Read())
        {
            double[] values = [.. places.Select(place => double.Parse(csv.GetString(place) ?? "", CultureInfo.InvariantCulture))];
            yield return new LabelledRow(values[..^1], values[^1] == 1);
        }
    }
}
