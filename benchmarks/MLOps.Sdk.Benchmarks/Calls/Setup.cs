using MLOps.Sdk.Capture;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Features;
using MLOps.Sdk.Hosting;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Benchmarks.Calls;

/// <summary>A served predictor over a channel that something empties.</summary>
internal static class Setup
{
    public static ServedPredictor<TInput, float> Serve<TInput>(
        PredictionChannel channel, IPredictor<TInput, float> model, FeatureSet<TInput> features)
    {
        var slot = new ModelSlot<TInput, float>(features.Schema.Name);
        ServedVersion version = channel.Ring.Versions.GetOrAdd(features.Schema, "1");
        var annotator = new PredictionAnnotator(channel, TimeProvider.System);
        var origin = new PredictionOrigin(version, PredictionVariant.Champion, channel.Ring.Header.Writer, TimeProvider.System.TimestampFrequency, annotator);
        slot.Replace(new ServingVersion<TInput, float>(origin, model, null, null));
        return new ServedPredictor<TInput, float>(
            slot, new InputCapture<TInput>(features, [], null, null, 0), new OutputCapture<float>(null, null, null, 0),
            CostModel.PerCall(0.0002m), channel, TimeProvider.System);
    }

    public static FeatureSet<FeatureVector> Vector16() =>
        new(new ModelSchema("vector", Enumerable.Range(0, 16).Select(i => ($"f{i}", FeatureKind.Numeric))), FeatureReaders.ReadVector, []);

    public static FeatureSet<Payment> Payment16() =>
        new(new ModelSchema("payment", Enumerable.Range(0, 16).Select(i => ($"f{i}", FeatureKind.Numeric))),
            FeatureReaders.Combine<Payment>([
                p => p.F0, p => p.F1, p => p.F2, p => p.F3, p => p.F4, p => p.F5, p => p.F6, p => p.F7,
                p => p.F8, p => p.F9, p => p.F10, p => p.F11, p => p.F12, p => p.F13, p => p.F14, p => p.F15]), []);

    public static FeatureSet<Payment> Payment16Together() =>
        new(new ModelSchema("payment", Enumerable.Range(0, 16).Select(i => ($"f{i}", FeatureKind.Numeric))), static (p, values) =>
        {
            values = values[..16];
            values[0] = p.F0;
            values[1] = p.F1;
            values[2] = p.F2;
            values[3] = p.F3;
            values[4] = p.F4;
            values[5] = p.F5;
            values[6] = p.F6;
            values[7] = p.F7;
            values[8] = p.F8;
            values[9] = p.F9;
            values[10] = p.F10;
            values[11] = p.F11;
            values[12] = p.F12;
            values[13] = p.F13;
            values[14] = p.F14;
            values[15] = p.F15;
        }, []);

    public static PredictionChannel PlainChannel(long laneBytes, int lanes = 2)
    {
        RingMemory memory = RingMemory.Allocate(PredictionRing.SizeOf(lanes, laneBytes));
        return new PredictionChannel(PredictionRing.Create(memory, new VersionTable(), lanes, laneBytes, TimeProvider.System, IdSeed.Create(TimeProvider.System)));
    }

    public static PredictionChannel FileChannel(string directory, long laneBytes, int lanes = 2) =>
        new(new RingDirectory(directory, TimeProvider.System).Create(new RecordingOptions { LaneBytes = laneBytes, Lanes = lanes }, out _).Ring);
}
