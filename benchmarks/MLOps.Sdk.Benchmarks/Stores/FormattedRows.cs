using System.Text;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite.Formatting;
using MLOps.Sdk.Storage.Sqlite.Writing;

namespace MLOps.Sdk.Benchmarks.Stores;

/// <summary>The rows that the pump stores, formatted beforehand by the same code, for those who only insert.</summary>
internal sealed class FormattedRows
{
    private readonly ServedVersion _version;
    private readonly double[] _values;
    private readonly FormattedRow[] _rows;
    private readonly VersionColumns _columns;
    private readonly IsoTime _time = new();
    private readonly PredictionId _first = new(((ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() << 16) | 0x8000UL, 0x8000_0000_0000_0000);
    private long _formatted;

    public FormattedRows(ServedVersion version, double[] values)
    {
        _version = version;
        _values = values;
        _columns = new VersionColumns(version);
        _rows = new FormattedRow[values.Length / version.Schema.NumericCount];
        Format();
    }

    public byte[] Texts { get; private set; } = [];

    public ReadOnlySpan<FormattedRow> Rows => _rows;

    /// <summary>Formats the next rows: the same features, with ids and times that follow the last.</summary>
    public void Format()
    {
        using var texts = new MemoryStream(Texts.Length);
        byte[] buffer = new byte[8192];
        for (int i = 0; i < _rows.Length; i++, _formatted++)
        {
            PredictionRecord record = Record(i);
            _rows[i] = new FormattedRow
            {
                Start = (int)texts.Position,
                Output = record.Output,
                LatencyMicroseconds = record.LatencyNanoseconds / 1000.0,
                CostPicoUnits = record.CostPicoUnits ?? 0,
            };
            texts.Write(Encoding.UTF8.GetBytes(record.Id.ToString()));
            _time.Write(record.TimeMicroseconds, buffer);
            texts.Write(buffer, 0, IsoTime.Length);
            _rows[i].FeatureBytes = FeatureJson.Write(_columns, record, buffer);
            texts.Write(buffer, 0, _rows[i].FeatureBytes);
        }

        Texts = texts.ToArray();
    }

    /// <summary>One row's texts: id, time, features.</summary>
    public (string Id, string Time, string Features) TextsOf(in FormattedRow row)
    {
        int time = row.Start + PredictionId.TextLength, features = time + IsoTime.Length;
        return (Encoding.UTF8.GetString(Texts, row.Start, PredictionId.TextLength), Encoding.UTF8.GetString(Texts, time, IsoTime.Length), Encoding.UTF8.GetString(Texts, features, row.FeatureBytes));
    }

    /// <summary>A row as the pump decodes it.</summary>
    public PredictionRecord Record(int row)
    {
        ReadOnlySpan<double> numbers = _values.AsSpan(row * _version.Schema.NumericCount, _version.Schema.NumericCount);

        // 23: the bytes of a record in the ring, in the unit in which ids are counted.
        return new PredictionRecord
        {
            Id = new PredictionId(_first.Writer, _first.Sequence + ((ulong)_formatted * 23)),
            Version = _version,
            TimeMicroseconds = 1_772_366_400_000_000 + (_formatted * 13),
            LatencyNanoseconds = 40 + (_formatted % 700),
            CostPicoUnits = 200_000_000,
            Numbers = numbers,
            Output = (float)numbers[0],
        };
    }
}
