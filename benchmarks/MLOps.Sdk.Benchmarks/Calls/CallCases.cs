using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Benchmarks.Calls;

/// <summary>The same call bare, timed, and recorded in several ways, over a channel in a mapped file that nobody reads.</summary>
internal sealed class CallCases : IDisposable
{
    private const long LaneBytes = 4 << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly TrivialModel _model = new();
    private readonly FeatureVector _vector = new([.. Enumerable.Range(0, 16).Select(i => i * 1.1)]);
    private readonly Payment _payment = new();
    private readonly TimedPredictor<FeatureVector> _timed;
    private readonly IPredictor<FeatureVector, float> _served;
    private readonly IPredictor<Payment, float> _together;
    private readonly IPredictor<Payment, float> _oneByOne;

    public CallCases()
    {
        Channel = Setup.FileChannel(_folder.Path, LaneBytes);
        _timed = new TimedPredictor<FeatureVector>(_model);
        _served = Setup.Serve<FeatureVector>(Channel, _model, Setup.Vector16());
        _together = Setup.Serve<Payment>(Channel, _model, Setup.Payment16Together());
        _oneByOne = Setup.Serve<Payment>(Channel, _model, Setup.Payment16());
    }

    public PredictionChannel Channel { get; }

    public float Bare(int calls) => CallLoop.Predict(_model, _vector, calls);

    public float Timed(int calls) => CallLoop.Predict(_timed, _vector, calls);

    public float Vector(int calls) => CallLoop.Predict(_served, _vector, calls);

    public float TypedTogether(int calls) => CallLoop.Predict(_together, _payment, calls);

    public float TypedOneByOne(int calls) => CallLoop.Predict(_oneByOne, _payment, calls);

    public void Empty() => CallLoop.Empty(Channel);

    public void Dispose()
    {
        Channel.Close();
        _folder.Dispose();
    }
}
