using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace MLOps.Sdk.Benchmarks.Peers;

/// <summary>An OpenTelemetry activity with 20 tags, batched for an exporter that does nothing.</summary>
/// <remarks>The exporter's thread takes batches as they fill; the queue is long enough that nothing is dropped.</remarks>
internal sealed class ActivityPeer : IDisposable
{
    private const string SourceName = "MLOps.Sdk.Benchmarks.Peers";
    private static readonly string[] Names = [.. Enumerable.Range(0, 16).Select(i => $"f{i}")];

    private readonly ActivitySource _source = new(SourceName);
    private readonly TracerProvider _provider;

    public ActivityPeer() => _provider = OpenTelemetry.Sdk.CreateTracerProviderBuilder()
        .AddSource(SourceName)
        .SetSampler(new AlwaysOnSampler())
        .AddProcessor(new BatchActivityExportProcessor(new NoExporter(), maxQueueSize: 65_536))
        .Build();

    public void Log(Content content, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            using Activity? activity = _source.StartActivity("prediction");
            if (activity is null)
                continue;
            activity.SetTag("model", content.Model).SetTag("version", content.Version)
                .SetTag("latency", content.LatencyMicroseconds).SetTag("output", content.Output);
            for (int feature = 0; feature < Names.Length; feature++)
                activity.SetTag(Names[feature], content.Features[feature]);
        }
    }

    public void Dispose()
    {
        _provider.Dispose();
        _source.Dispose();
    }

    private sealed class NoExporter : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (Activity _ in batch)
            {
                // Taken out of the queue, as an exporter does.
            }

            return ExportResult.Success;
        }
    }
}
