using Microsoft.Extensions.Logging.Abstractions;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Pump;
using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Benchmarks.Calls;

/// <summary>Recording from the caller to SQLite: ring in a mapped file, pump on its thread, monitors, full sync.</summary>
internal sealed class LiveRecorder : IDisposable
{
    public LiveRecorder(string directory, RecordingOptions options, WindowQueue windows, params IRecordMonitor[] monitors)
    {
        var rings = new RingDirectory(Path.Combine(directory, "rings"), TimeProvider.System);
        RingFiles files = rings.Create(options, out _);
        Channel = new PredictionChannel(files.Ring);
        Pump = new PredictionPump(
            Channel, files, rings, new SqlitePredictionStore(directory), monitors, windows, options, TimeProvider.System, NullLogger<PredictionPump>.Instance);
        Pump.Start();
    }

    public PredictionChannel Channel { get; }

    public PredictionPump Pump { get; }

    /// <summary>Returns when everything recorded is durable.</summary>
    public void Flush() => Pump.FlushAsync(CancellationToken.None).GetAwaiter().GetResult();

    public void Dispose() => Pump.Dispose();
}
