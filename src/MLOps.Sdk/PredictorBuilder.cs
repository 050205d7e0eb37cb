namespace MLOps.Sdk;

/// <summary>Wraps a predictor in layers; the first added is the outermost.</summary>
/// <typeparam name="TInput">What the model is given.</typeparam>
/// <typeparam name="TOutput">What it predicts.</typeparam>
public sealed class PredictorBuilder<TInput, TOutput>
{
    private readonly List<Func<IPredictor<TInput, TOutput>, IServiceProvider, IPredictor<TInput, TOutput>>> _layers = [];

    /// <summary>Adds a layer.</summary>
    /// <param name="layer">Makes the layer from the predictor inside and the services.</param>
    public PredictorBuilder<TInput, TOutput> Use(Func<IPredictor<TInput, TOutput>, IServiceProvider, IPredictor<TInput, TOutput>> layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        _layers.Add(layer);
        return this;
    }

    /// <summary>Adds a layer that needs no services.</summary>
    /// <param name="layer">Makes the layer from the predictor inside.</param>
    public PredictorBuilder<TInput, TOutput> Use(Func<IPredictor<TInput, TOutput>, IPredictor<TInput, TOutput>> layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Use((inner, _) => layer(inner));
    }

    /// <summary>Wraps a predictor.</summary>
    /// <param name="inner">The predictor inside all layers.</param>
    /// <param name="services">Given to the layers.</param>
    /// <exception cref="InvalidOperationException">A layer returned null; the message says which.</exception>
    public IPredictor<TInput, TOutput> Build(IPredictor<TInput, TOutput> inner, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(services);
        for (int layer = _layers.Count - 1; layer >= 0; layer--)
        {
            inner = _layers[layer](inner, services)
                ?? throw new InvalidOperationException($"Layer {layer} of the predictor, counted from the outermost, returned null. Return a predictor.");
        }

        return inner;
    }
}
