using Microsoft.Extensions.Logging.Abstractions;
using MLOps.Sdk.Capture;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Features;
using MLOps.Sdk.Hosting;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Pump;
using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Recording;

/// <summary>Recording from the caller to the store, with the parts that a test does not name at their simplest.</summary>
internal sealed class Recorder : IDisposable
{
    public Recorder(string directory, RecordingOptions? options = null, MemoryStore? store = null, params IRecordMonitor[] monitors)
    {
        options ??= new RecordingOptions { LaneBytes = 1 << 20, CommitInterval = TimeSpan.FromMilliseconds(1) };
        Store = store ?? new MemoryStore();
        Directory = new RingDirectory(directory, TimeProvider.System);
        Files = Directory.Create(options, out string? reason);
        PlainMemoryReason = reason;
        Channel = new PredictionChannel(Files.Ring);
        Annotator = new PredictionAnnotator(Channel, TimeProvider.System);
        Pump = new PredictionPump(
            Channel, Files, Directory, Store, monitors, Windows, options, TimeProvider.System, NullLogger<PredictionPump>.Instance);
    }

    public MemoryStore Store { get; }

    public RingDirectory Directory { get; }

    public RingFiles Files { get; }

    public PredictionChannel Channel { get; }

    public PredictionAnnotator Annotator { get; }

    public WindowQueue Windows { get; } = new();

    public PredictionPump Pump { get; }

    public string? PlainMemoryReason { get; }

    public static FeatureSet<double[]> Numbers(string model, int count) => new(
        new ModelSchema(model, Enumerable.Range(0, count).Select(i => ($"f{i}", FeatureKind.Numeric))),
        (input, values) => input.CopyTo(values), []);

    public ServedPredictor<TInput, TOutput> Serve<TInput, TOutput>(
        FeatureSet<TInput> features, IPredictor<TInput, TOutput> model, CostModel? cost = null, InputCapture<TInput>? input = null, string version = "1")
    {
        var slot = new ModelSlot<TInput, TOutput>(features.Schema.Name);
        ServedVersion served = Channel.Ring.Versions.GetOrAdd(features.Schema, version);
        var origin = new PredictionOrigin(
            served, PredictionVariant.Champion, Channel.Ring.Header.Writer, TimeProvider.System.TimestampFrequency, Annotator);
        slot.Replace(new ServingVersion<TInput, TOutput>(origin, model, owned: null, sha256: null));
        return new ServedPredictor<TInput, TOutput>(
            slot, input ?? new InputCapture<TInput>(features, [], null, null, 1024), new OutputCapture<TOutput>(null, null, null, 1024),
            cost ?? CostModel.Unknown, Channel, TimeProvider.System);
    }

    public ServedPredictor<double[], double> Serve(Func<double[], double> predict, int features = 2) =>
        Serve(Numbers("model", features), new DelegatePredictor<double[], double>(predict));

    public Task FlushAsync() => Pump.FlushAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));

    public void Dispose() => Pump.Dispose();
}
