using MLOps.Sdk.Benchmarks.Calls;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.OnnxRuntime.Calls;
using MLOps.Sdk.OnnxRuntime.Native;

namespace MLOps.Sdk.Benchmarks.Onnx;

/// <summary>One model, called through the predictor and through the C API alone, in one session with one row.</summary>
internal sealed class OnnxCase : IDisposable
{
    private readonly OnnxPredictor<FeatureVector, float> _predictor;
    private readonly FeatureVector _row;
    private readonly OrtApi _api;
    private readonly CallSlot _slot;

    public OnnxCase(byte[] file)
    {
        OnnxModel model = OnnxModel.Load(file);
        _api = model.Runtime.Api;
        _predictor = new OnnxPredictor<FeatureVector, float>(model, features: null);
        _row = new FeatureVector([.. Enumerable.Range(0, _predictor.Schema.NumericCount).Select(i => i * 0.1)]);
        _slot = _predictor.CreateSlot();
        _slot.Single.Resize(_slot.Session, rows: 1);
        Span<float> values = _slot.Single.Inputs.Row<float>(0, 0);
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)_row.Span[i];
        Run(1);
    }

    /// <summary>The predictor: row in, probability out.</summary>
    public float Predict(int calls) => CallLoop.Predict(_predictor, _row, calls);

    /// <summary>The C API's Run with input and output values made beforehand, and nothing else.</summary>
    public void Run(int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            nint status = _slot.Single.TryRun(_slot.Session, 0);
            if (status != 0)
                throw _api.Failure(status);
        }
    }

    /// <summary>The C API's RunWithBinding with the same values.</summary>
    public void RunBound(int calls)
    {
        for (int i = 0; i < calls; i++)
            _slot.Single.Run(_slot.Session, 0);
    }

    public void Dispose()
    {
        _slot.Dispose();
        _predictor.Dispose();
    }
}
