using MLOps.Sdk.Capture;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Serving;

/// <summary>The form of <see cref="ServedPredictor{TInput, TOutput}"/> for models that take a feature vector.</summary>
internal sealed class ServedVectorPredictor<T>(
    ModelSlot<FeatureVector, T> slot, InputCapture<FeatureVector> input, OutputCapture<T> output, CostModel cost,
    PredictionChannel channel, TimeProvider time, SampleGate? sampling = null)
    : ServedPredictor<FeatureVector, T>(slot, input, output, cost, channel, time, sampling), IPredictor<T>;
