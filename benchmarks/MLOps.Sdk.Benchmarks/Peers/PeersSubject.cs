using MLOps.Sdk.Benchmarks.Calls;
using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Peers;

/// <summary>What the caller pays here and elsewhere to have the same content of a prediction kept.</summary>
/// <remarks>
/// Ours is what a recorded call costs beyond the bare call, so with the two readings of the clock that give the latency; the
/// others read it as often. An activity reads it by itself, and has an id.
/// </remarks>
internal sealed class PeersSubject : ISubject
{
    private const int CallsPerRound = CallLoop.Calls;

    public string Name => "peers";

    public Findings Measure(Effort effort)
    {
        var content = new Content();
        using var ours = new CallCases();
        using var serilog = new SerilogPeer();
        using var activity = new ActivityPeer();
        var json = new JsonPeer();
        var message = new LoggerMessagePeer();
        float sink = 0;
        IReadOnlyList<Timing> times = new Interleaved(effort.Rounds(400), CallsPerRound)
            .Add("bare call", calls => sink += ours.Bare(calls))
            .Add("recorded, feature vector", calls => sink += ours.Vector(calls), ours.Empty)
            .Add("Serilog, Async -> File", calls => serilog.Log(content, calls), serilog.Drain)
            .Add("System.Text.Json + Channel<byte[]>", calls => json.Log(content, calls), json.Drain)
            .Add("LoggerMessage, formatted", calls => message.Log(content, calls))
            .Add("OpenTelemetry activity, 20 tags", calls => activity.Log(content, calls))
            .Measure();
        Timing recording = times[1].Beyond(times[0]) with { Name = "recording: recorded less bare" };
        return new Findings(
        [
            Figure.Ratio("Serilog, Async -> File / recording", times[2], recording, Limit.AtLeast(25)),
            Figure.Ratio("System.Text.Json + Channel<byte[]> / recording", times[3], recording, Limit.AtLeast(15)),
            Figure.Ratio("LoggerMessage, formatted / recording", times[4], recording, Limit.AtLeast(15)),
            Figure.Ratio("OpenTelemetry activity, 20 tags / recording", times[5], recording, Limit.AtLeast(15)),
        ], [.. times, recording]);
    }
}
