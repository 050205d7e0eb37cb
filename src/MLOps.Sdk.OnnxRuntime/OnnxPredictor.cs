using MLOps.Sdk.Features;
using MLOps.Sdk.OnnxRuntime.Calls;
using MLOps.Sdk.OnnxRuntime.Inputs;
using MLOps.Sdk.OnnxRuntime.Outputs;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime;

/// <summary>Predicts with an ONNX model. Safe for concurrent calls; completes synchronously; allocates nothing per call.</summary>
/// <remarks>
/// Inputs: one tensor [n,k] filled with the declared features in their order; or one input per feature, matched by name; or two
/// tables, of the numeric and of the categorical features. Elements are float, double, int64 or string; a missing category is
/// the empty text, a missing number NaN (which int64 refuses).
/// </remarks>
/// <typeparam name="TInput">What the model is given.</typeparam>
/// <typeparam name="TOutput">
/// What it predicts: float or double (P(class 1) of a binary classifier, else the value), float[] or double[] (every value, an array
/// for each call), long, int, bool or string (the label), or <see cref="Classification"/> (label and probabilities).
/// </typeparam>
public sealed class OnnxPredictor<TInput, TOutput> : IPredictor<TInput, TOutput>, IDisposable
{
    private readonly OnnxModel _model;
    private readonly InputPlan _inputs;
    private readonly InputWriter<TInput> _writer;
    private readonly OutputReader<TOutput> _reader;
    private readonly CallSlots _slots;
    private readonly int _maxRows;
    private readonly bool _cancelsRuns;

    /// <summary>Fits a model to its declared features.</summary>
    /// <param name="model">The model; disposed with the predictor, unless this constructor throws.</param>
    /// <param name="features">The declared features; null, for <see cref="FeatureVector"/> inputs only, takes them from the model (see <see cref="OnnxFeatures.FromModel"/>).</param>
    /// <param name="options">Which output is the prediction, batches and cancellation; null takes the defaults.</param>
    /// <exception cref="ModelLoadException">Model, features and output do not fit: the message says what, with both figures, and the way out.</exception>
    public OnnxPredictor(OnnxModel model, FeatureSet<TInput>? features, OnnxRuntimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new OnnxRuntimeOptions();
        options.Validate();
        features ??= FeaturesOf(model);

        _model = model;
        Schema = features.Schema;
        _inputs = InputPlan.Create(model, features.Schema);
        _writer = new InputWriter<TInput>(features, _inputs);
        _reader = OutputReader.Create<TOutput>(new OutputChooser(model, Schema.Name, options.Output, _inputs.TakesBatches), options);
        _slots = new CallSlots(Schema.Name, CreateSlot);
        _maxRows = options.MaxRowsPerRun;
        _cancelsRuns = options.CancelRunningCalls;
    }

    /// <summary>The model's name and features.</summary>
    public ModelSchema Schema { get; }

    /// <inheritdoc/>
    /// <exception cref="OnnxRuntimeException">The runtime refused the call.</exception>
    /// <exception cref="OnnxInputException">A feature cannot be given to the model.</exception>
    /// <exception cref="ObjectDisposedException">The predictor is disposed.</exception>
    public ValueTask<Prediction<TOutput>> PredictAsync(TInput input, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<Prediction<TOutput>>(cancellationToken);

        try
        {
            return new(new Prediction<TOutput>(Predict(input, cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Prediction<TOutput>>(cancellationToken);
        }
        catch (Exception fault)
        {
            return ValueTask.FromException<Prediction<TOutput>>(fault);
        }
    }

    /// <inheritdoc/>
    /// <remarks>One run for up to <see cref="OnnxRuntimeOptions.MaxRowsPerRun"/> rows; a run for each row where the model takes one at a time.</remarks>
    public ValueTask PredictBatchAsync(
        ReadOnlyMemory<TInput> inputs, Memory<Prediction<TOutput>> predictions, CancellationToken cancellationToken = default)
    {
        if (predictions.Length < inputs.Length)
            return ValueTask.FromException(new ArgumentException($"There are {inputs.Length} inputs and room for {predictions.Length} predictions. Pass a longer buffer.", nameof(predictions)));
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);

        try
        {
            PredictBatch(inputs.Span, predictions.Span, cancellationToken);
            return ValueTask.CompletedTask;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }
        catch (Exception fault)
        {
            return ValueTask.FromException(fault);
        }
    }

    /// <summary>Refuses new calls and releases the model when the last running call has returned.</summary>
    public void Dispose()
    {
        _slots.Dispose();
        _model.Dispose();
    }

    /// <summary>A slot of its own, for measuring the C API's call against the predictor's.</summary>
    internal CallSlot CreateSlot() => new(_model.Runtime, _model.Session, _inputs, _reader.Plan);

    private TOutput Predict(TInput input, CancellationToken cancellationToken)
    {
        CallSlot slot = _slots.Rent();
        try
        {
            TensorFrame frame = slot.Single;
            frame.Resize(slot.Session, 1);
            if (_cancelsRuns && cancellationToken.CanBeCanceled)
            {
                RunCancellable(slot, frame, input, cancellationToken);
            }
            else
            {
                _writer.Write(input, frame.Inputs, 0);
                frame.Run(slot.Session, 0);
            }

            TOutput output = _reader.Read(frame.Outputs, 0);
            frame.Outputs.ReleaseRuntimeOwned();
            return output;
        }
        finally
        {
            _slots.Return(slot);
        }
    }

    // Apart from Predict, which would otherwise make room for the registration at every call.
    private void RunCancellable(CallSlot slot, TensorFrame frame, TInput input, CancellationToken cancellationToken)
    {
        using var stop = new RunCancellation(slot, cancellationToken);
        _writer.Write(input, frame.Inputs, 0);
        stop.Run(frame);
    }

    private void PredictBatch(ReadOnlySpan<TInput> inputs, Span<Prediction<TOutput>> predictions, CancellationToken cancellationToken)
    {
        int rowsPerRun = _inputs.TakesBatches ? _maxRows : 1;
        CallSlot slot = _slots.Rent();
        try
        {
            while (!inputs.IsEmpty)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int rows = Math.Min(rowsPerRun, inputs.Length);
                RunRows(slot, inputs[..rows], predictions, cancellationToken);
                inputs = inputs[rows..];
                predictions = predictions[rows..];
            }
        }
        finally
        {
            _slots.Return(slot);
        }
    }

    private void RunRows(CallSlot slot, ReadOnlySpan<TInput> inputs, Span<Prediction<TOutput>> predictions, CancellationToken cancellationToken)
    {
        TensorFrame frame = inputs.Length == 1 ? slot.Single : slot.Batch;
        frame.Resize(slot.Session, inputs.Length);
        using var stop = new RunCancellation(slot, _cancelsRuns ? cancellationToken : default);
        for (int row = 0; row < inputs.Length; row++)
            _writer.Write(inputs[row], frame.Inputs, row);
        stop.Run(frame);
        for (int row = 0; row < inputs.Length; row++)
            predictions[row] = new Prediction<TOutput>(_reader.Read(frame.Outputs, row));
        frame.Outputs.ReleaseRuntimeOwned();
    }

    private static FeatureSet<TInput> FeaturesOf(OnnxModel model)
    {
        if (typeof(TInput) != typeof(FeatureVector))
            throw new ArgumentNullException(nameof(model), $"Only FeatureVector inputs can do without declared features. Declare how the features of {typeof(TInput)} are read.");
        return (FeatureSet<TInput>)(object)OnnxFeatures.FromModel(model, "model");
    }
}
