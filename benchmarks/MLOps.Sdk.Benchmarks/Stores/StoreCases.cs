using MLOps.Sdk.Benchmarks.Calls;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Faults.Memory;
using MLOps.Sdk.Features;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Benchmarks.Stores;

/// <summary>The same rows stored by recording calls, by SQLite's C API and by commands, each in a database of its own.</summary>
internal sealed class StoreCases : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly double[] _values = Watching.Values(StoreSettings.Rows, seed: 11);
    private readonly double[][] _rows;
    private readonly FeatureVector[] _vectors;
    private readonly LiveRecorder _recorder;
    private readonly LiveRecorder _unwatched;
    private readonly IPredictor<FeatureVector, float> _served;
    private readonly IPredictor<FeatureVector, float> _servedUnwatched;
    private readonly DriftMonitor _monitor;
    private readonly WindowQueue _windows = new();
    private readonly NoStore _nowhere = new();
    private readonly FormattedRows _formatted;
    private readonly NativeInsert _native;
    private readonly CommandInsert _commands;
    private float _sink;
    private int _drawn;

    public StoreCases()
    {
        FeatureSet<FeatureVector> features = Setup.Vector16();
        var windows = new WindowQueue();
        var options = new RecordingOptions { LaneBytes = 16 << 20, BatchRows = StoreSettings.BatchRows };
        _recorder = new LiveRecorder(_folder.Sub("pump"), options, windows, Watching.Of(features.Schema, windows, windows));
        _served = Setup.Serve<FeatureVector>(_recorder.Channel, new TrivialModel(), features);
        _unwatched = new LiveRecorder(_folder.Sub("unwatched"), options, new WindowQueue());
        _servedUnwatched = Setup.Serve<FeatureVector>(_unwatched.Channel, new TrivialModel(), features);
        _monitor = Watching.Of(features.Schema, _windows, _windows);
        _rows = [.. _values.Chunk(Watching.Features)];
        _vectors = [.. _rows.Select(row => new FeatureVector(row))];
        _formatted = new FormattedRows(new ServedVersion(features.Schema, "1", 0), _values);
        _native = new NativeInsert(_folder.Sub("native"));
        _commands = new CommandInsert(_folder.Sub("commands"));
    }

    public RecordingCounts Counts => _recorder.Channel.Count();

    /// <summary>Other values of the same distribution: alarms that met the same rows again and again would be raised, and look no more.</summary>
    public void Draw()
    {
        Watching.Values(StoreSettings.Rows, seed: 12 + _drawn++).CopyTo(_values, 0);
        for (int i = 0; i < _values.Length; i++)
            _rows[i / Watching.Features][i % Watching.Features] = _values[i];
    }

    /// <summary>Recorded, watched by drift with its alarms, stored and synced.</summary>
    public void Pump() => Pump(_served, _recorder);

    /// <summary>Recorded, stored and synced.</summary>
    public void PumpUnwatched() => Pump(_servedUnwatched, _unwatched);

    /// <summary>The pump's watching alone, with the closing of a window every 1,000 rows.</summary>
    public void Watch()
    {
        for (int row = 0; row < StoreSettings.Rows; row++)
            _monitor.Observe(_formatted.Record(row));
        _windows.AppendTo(_nowhere);
        _windows.Clear();
    }

    private void Pump(IPredictor<FeatureVector, float> served, LiveRecorder recorder)
    {
        foreach (FeatureVector vector in _vectors)
            _sink += CallLoop.Predict(served, vector, 1);
        recorder.Flush();
    }

    public void NativeInsert() => _native.Insert(_formatted, StoreSettings.BatchRows);

    public void CommandInsert() => _commands.Insert(_formatted, StoreSettings.BatchRows);

    /// <summary>New ids and times for the next round of those that do not go through the recorder.</summary>
    public void Format()
    {
        _formatted.Format();
        _commands.Take(_formatted);
    }

    public void Dispose()
    {
        _recorder.Dispose();
        _unwatched.Dispose();
        _native.Dispose();
        _commands.Dispose();
        _folder.Dispose();
    }
}
