using MLOps.Sdk;
using MLOps.Sdk.OnnxRuntime;
using MLOps.Sdk.OnnxRuntime.References;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds ONNX models to an app.</summary>
public static class OnnxModelOpsBuilderExtensions
{
    /// <summary>
    /// Adds a model whose versions are ONNX files in the registry: which one answers is the registry's decision, followed
    /// while the app runs. A file that brings a reference (<see cref="OnnxReference"/>) is watched against it, unless the
    /// model declares one.
    /// </summary>
    /// <param name="builder">What <c>AddModelOps</c> returned.</param>
    /// <param name="name">The model's name, unique in the app.</param>
    /// <param name="configure">Declares features in the order of the model's input, cost, reference and more.</param>
    /// <param name="options">Where the native library is, threads, which output is read.</param>
    /// <typeparam name="TInput">What the model is given: a type of the app, or <see cref="FeatureVector"/>.</typeparam>
    /// <typeparam name="TOutput">A number (P(class 1) of a binary classifier, or the value), a label, all values, or <see cref="Classification"/>.</typeparam>
    public static IModelOpsBuilder AddOnnxModel<TInput, TOutput>(
        this IModelOpsBuilder builder, string name, Action<ModelBuilder<TInput, TOutput>>? configure = null, OnnxRuntimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddModel<TInput, TOutput>(name, model =>
        {
            model.LoadWith((services, features) => new OnnxModelLoader<TInput, TOutput>(
                features.Schema.Features.IsEmpty ? null : features, options, model.HasReference ? null : new BroughtReference(services).Take));
            if (model is ModelBuilder<TInput, Classification> classifier)
                classifier.Output(static output => output.Probability).OutputLabel(static output => output.Label);
            configure?.Invoke(model);
        });
    }
}
