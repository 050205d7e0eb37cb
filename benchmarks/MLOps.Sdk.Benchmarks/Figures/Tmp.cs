using System.Diagnostics;
using System.Runtime.CompilerServices;
using MLOps.Sdk.Benchmarks.Calls;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Recording.Ring;
namespace MLOps.Sdk.Benchmarks.Figures;
internal static class Tmp
{
    static long sink;
    public static IReadOnlyList<Timing> Measure(int rounds)
    {
        string directory = Directory.CreateTempSubdirectory("modelops-benchmark-").FullName;
        int size = int.Parse(Environment.GetEnvironmentVariable("LB") ?? "4194304");
        PredictionChannel ch = Environment.GetEnvironmentVariable("PL") is null ? Setup.FileChannel(directory, size, 4) : Setup.PlainChannel(size, 4);
        var v = new FeatureVector(Enumerable.Range(0, 16).Select(i => i * 1.1).ToArray());
        byte[] body = new byte[128];
        var lane = ch.Ring.Lanes[0];
        var origin = new PredictionOrigin(ch.Ring.Versions.GetOrAdd(Setup.Vector16().Schema, "1"), default, 1, 1000000000, null!);
        void Empty(PredictionChannel c) { foreach (RingLane l in c.Ring.Lanes) l.Release(l.Tail, 0); }
        return new Interleaved(rounds, int.Parse(Environment.GetEnvironmentVariable("NN") ?? "300"))
            .Add("lane idx", n => { int x = 0; for (int i = 0; i < n; i++) x += CurrentProcessor.Index; sink = x; })
            .Add("record 128", n => { for (int i = 0; i < n; i++) ch.Record(0, new CallFacts(i, 1, 1, 0.5, 16, default, default, default), body); }, () => Empty(ch))
            .Add("record 0", n => { for (int i = 0; i < n; i++) ch.Record(0, new CallFacts(i, 1, 1, 0.5, 16, default, default, default), default); }, () => Empty(ch))
            .Add("activity", n => { int x = 0; for (int i = 0; i < n; i++) x += Activity.Current is null ? 1 : 0; sink = x; })
            .Add("prediction", n => { for (int i = 0; i < n; i++) { var t = P(i, origin); if (t.IsCompletedSuccessfully) sink += (long)t.Result.Value; } })
            .Add("stackalloc", n => { for (int i = 0; i < n; i++) sink += Stack(); })
            .Add("cas", n => { for (int i = 0; i < n; i++) Interlocked.CompareExchange(ref sink, 1, 2); })
            .Measure();
    }
    [MethodImpl(MethodImplOptions.NoInlining)] static ValueTask<Prediction<float>> P(float f, PredictionOrigin o) => new(new Prediction<float>(f, 3, o, 4, 5));
    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining)] static int Stack() { var b = new CaptureBuffer(stackalloc byte[512]); Esc(ref b); return b.Length; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Esc(ref CaptureBuffer b) { }
}
