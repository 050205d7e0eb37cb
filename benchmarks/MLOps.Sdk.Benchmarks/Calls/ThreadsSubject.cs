using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Benchmarks.Calls;

/// <summary>What a recorded call costs when two threads on two cores record at once into one channel.</summary>
internal sealed class ThreadsSubject : ISubject
{
    private const int CallsPerRound = 10_000;
    private const long LaneBytes = 4 << 20;

    public string Name => "threads";

    public Findings Measure(Effort effort)
    {
        using var folder = new TemporaryFolder();
        PredictionChannel channel = Setup.FileChannel(folder.Path, LaneBytes, lanes: 4);
        var vector = new FeatureVector([.. Enumerable.Range(0, 16).Select(i => i * 1.1)]);
        IPredictor<FeatureVector, float> served = Setup.Serve<FeatureVector>(channel, new TrivialModel(), Setup.Vector16());
        float sink = 0, othersSink = 0;
        using var pair = new SideBySide(calls => sink += CallLoop.Predict(served, vector, calls), calls => othersSink += CallLoop.Predict(served, vector, calls), CallsPerRound);

        // Both ways end with the other thread idle, so that one thread may empty all lanes.
        Way two = pair.Way("two threads");
        IReadOnlyList<Timing> times = new Interleaved(effort.Rounds(1_000), CallsPerRound)
            .Add("one thread", calls => sink += CallLoop.Predict(served, vector, calls), () => CallLoop.Empty(channel))
            .Add(two with { After = () => { two.After!(); CallLoop.Empty(channel); } })
            .Measure();
        RecordingCounts counts = channel.Count();
        channel.Close();
        return new Findings(
        [
            Figure.Ratio("a call on one of two threads / on a single thread", times[1], times[0], Limit.AtMost(1.6)),
            new Figure("records lost meanwhile", counts.LostTotal, null, "", Limit.AtMost(0)),
        ], times);
    }
}
