using System.Runtime.CompilerServices;
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
    private readonly List<ModelSlot<FeatureVector, float>> _slots = [];
    private readonly ModelSlot<FeatureVector, float> _unseenSlot;
    private readonly double[] _taken;
    private readonly FeatureSet<FeatureVector> _features = Setup.Vector16();
    private readonly IPredictor<FeatureVector, float> _plain, _canary, _unseen, _sampled, _all;
    private string _user = Users[0];
    private int _turn;

    public RouteCases()
    {
        Channel = Setup.FileChannel(_folder.Path, LaneBytes);
        _plain = Serve(shadow: null, isRouted: false);
        _canary = Serve(shadow: null, isRouted: true);
        _unseen = Serve(shadow: 1e-18, isRouted: true);
        _unseenSlot = _slots[^1];
        _sampled = Serve(shadow: 0.1, isRouted: true);
        _all = Serve(shadow: 1, isRouted: true);
        _taken = _lanes[0].Intake.NewVector();
    }

    public PredictionChannel Channel { get; }

    public float Plain(int calls) => Predict(_plain, calls);

    public float Canary(int calls) => Predict(_canary, calls);

    /// <summary>A shadow's sample so small that it is asked about each call and sees none.</summary>
    public float CanaryAndUnseenShadow(int calls) => Predict(_unseen, calls);

    public float CanaryAndSampledShadow(int calls) => Predict(_sampled, calls);

    public float CanaryAndShadow(int calls) => Predict(_all, calls);

    /// <summary>Does what the pump and the shadows' threads do.</summary>
    public void Empty()
    {
        CallLoop.Empty(Channel);
        foreach (ShadowLane<FeatureVector, float> lane in _lanes)
        {
            while (lane.Intake.TryTake(ref _turn, _taken, out _))
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

    /// <summary>The decision alone: which version answers, and whether the shadow sees it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public float Decide(int calls)
    {
        float sum = 0;
        RouteKey<FeatureVector> key = _unseenSlot.Key;
        for (int i = 0; i < calls; i++)
        {
            _user = Users[i & (Users.Length - 1)];
            Routes<FeatureVector, float> routes = _unseenSlot.Routes;
            sum += routes.Choose(_vector, in key).Mark.Ordinal;
            routes.Mirror(writer: null, _vector, answer: 0, (ulong)i + 1, latency: 0);
        }

        return sum;
    }

    /// <summary>Calls as an app does that knows its user; see <see cref="CallLoop.Predict"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private float Predict(IPredictor<FeatureVector, float> predictor, int calls)
    {
        float sum = 0;
        for (int i = 0; i < calls; i++)
        {
            _user = Users[i & (Users.Length - 1)];
            ValueTask<Prediction<float>> call = predictor.PredictAsync(_vector);
            if (call.IsCompletedSuccessfully)
                sum += call.Result.Value;
        }

        return sum;
    }

    private ServedPredictor<FeatureVector, float> Serve(double? shadow, bool isRouted)
    {
        var input = new InputCapture<FeatureVector>(_features, [], null, null, 0);
        var output = new OutputCapture<float>(null, null, null, 0);
        var slot = new ModelSlot<FeatureVector, float>(_features.Schema.Name, new RouteKey<FeatureVector>(_ => _user));
        _slots.Add(slot);
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
        var routes = Routes<FeatureVector, float>.Of(champion, plan, [Load("2", PredictionVariant.Canary)]);
        if (shadow is { } sample)
        {
            var parts = new ShadowParts<FeatureVector, float>(new ShadowOptions<FeatureVector> { Queue = 2_048 }, input, output, CostModel.Unknown, Channel, TimeProvider.System);
            var lane = new ShadowLane<FeatureVector, float>(new ShadowVariant("3", sample), Load("3", PredictionVariant.Shadow), parts);
            _lanes.Add(lane);
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
