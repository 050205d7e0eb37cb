using MLOps.Sdk.Benchmarks.Calls;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Capture;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Features;
using MLOps.Sdk.Hosting;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Serving.Routing;
using MLOps.Sdk.Serving.Shadows;

namespace MLOps.Sdk.Benchmarks.Rollouts;

/// <summary>The same recorded call with and without a rollout, over channels that nobody reads while they are measured.</summary>
internal sealed class RouteCases : IDisposable
{
    private const long LaneBytes = 4 << 20;
    private static readonly string[] Users = [.. Enumerable.Range(0, 64).Select(static i => $"customer-{1_000 + i}")];

    private readonly TemporaryFolder _folder = new();
    private readonly TrivialModel _model = new();
    private readonly FeatureVector _vector = new([.. Enumerable.Range(0, 16).Select(static i => i * 1.1)]);
    private readonly List<ShadowLane<FeatureVector, float>> _lanes = [];
    private readonly List<ShadowQueue<FeatureVector, float>> _queues = [];
    private readonly FeatureSet<FeatureVector> _features = Setup.Vector16();
    private readonly IPredictor<FeatureVector, float> _plain, _canary, _sampled, _all;
    private int _next;

    public RouteCases()
    {
        Channel = Setup.FileChannel(_folder.Path, LaneBytes);
        _plain = Serve(shadow: null, isRouted: false);
        _canary = Serve(shadow: null, isRouted: true);
        _sampled = Serve(shadow: 0.1, isRouted: true);
        _all = Serve(shadow: 1, isRouted: true);
    }

    public PredictionChannel Channel { get; }

    public float Plain(int calls) => CallLoop.Predict(_plain, _vector, calls);

    public float Canary(int calls) => CallLoop.Predict(_canary, _vector, calls);

    public float CanaryAndSampledShadow(int calls) => CallLoop.Predict(_sampled, _vector, calls);

    public float CanaryAndShadow(int calls) => CallLoop.Predict(_all, _vector, calls);

    /// <summary>Does what the pump and the shadows' threads do.</summary>
    public void Empty()
    {
        CallLoop.Empty(Channel);
        foreach (ShadowQueue<FeatureVector, float> queue in _queues)
        {
            double[] vector = queue.NewVector();
            while (queue.TryDequeue(ref vector, out _))
            {
                // All of it.
            }
        }
    }

    public void Dispose()
    {
        Channel.Close();
        _lanes.ForEach(static lane => lane.Dispose());
        _folder.Dispose();
    }

    private ServedPredictor<FeatureVector, float> Serve(double? shadow, bool isRouted)
    {
        var input = new InputCapture<FeatureVector>(_features, [], null, null, 0);
        var output = new OutputCapture<float>(null, null, null, 0);
        var slot = new ModelSlot<FeatureVector, float>(_features.Schema.Name);
        var predictor = new ServedPredictor<FeatureVector, float>(slot, input, output, CostModel.PerCall(0.0002m), Channel, TimeProvider.System);
        ServingVersion<FeatureVector, float> champion = Load("1", PredictionVariant.Champion);
        if (!isRouted)
        {
            slot.Replace(champion);
            return predictor;
        }

        var plan = new RolloutPlan
        {
            Name = "route",
            Kind = RolloutKind.Canary,
            Variants = [new("champion", "1", 0.9), new("canary", "2", 0.1)],
        };
        var routes = Routes<FeatureVector, float>.Of(champion, plan, [Load("2", PredictionVariant.Canary)], new RouteKey<FeatureVector>(_ => Users[_next++ & 63]));
        if (shadow is { } sample)
        {
            var parts = new ShadowParts<FeatureVector, float>(new ShadowOptions<FeatureVector> { Queue = 2_048 }, input, output, CostModel.Unknown, Channel, TimeProvider.System);
            var lane = new ShadowLane<FeatureVector, float>(new ShadowVariant("3", sample), Load("3", PredictionVariant.Shadow), parts);
            _lanes.Add(lane);
            _queues.Add(lane.Queue);
            routes = routes.With([lane]);
        }

        slot.Replace(routes);
        return predictor;
    }

    private ServingVersion<FeatureVector, float> Load(string version, PredictionVariant variant)
    {
        var origin = new PredictionOrigin(
            Channel.Ring.Versions.GetOrAdd(_features.Schema, version), variant, Channel.Ring.Header.Writer, TimeProvider.System.TimestampFrequency,
            new PredictionAnnotator(Channel, TimeProvider.System));
        return new ServingVersion<FeatureVector, float>(origin, _model, null, null);
    }
}
