using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Hosting;

namespace MLOps.Sdk.Health;

/// <summary>
/// Predictors that the app registered over the recorded ones of its models, so that their calls leave no record: the change
/// elsewhere in an app that silently stops a log. Looked for in the registrations; nothing is created for it.
/// </summary>
internal sealed class UnrecordedPredictors(ModelCatalog catalog)
{
    private readonly Lazy<string[]> _names = new(() => [.. catalog.Entries.SelectMany(static entry => entry.FindUnrecorded())]);

    /// <summary>What they are; looked for once, when all is registered.</summary>
    public IReadOnlyList<string> Names => _names.Value;

    /// <summary>The registrations of a model's predictor that answer instead of the recorded one.</summary>
    public static IEnumerable<string> Over<TInput, TOutput>(IServiceCollection services, string model)
    {
        if (TypeThatAnswers(services, typeof(IPredictor<TInput, TOutput>), model) is { } keyed && !IsLayer<TInput, TOutput>(keyed))
            yield return Describe(keyed, $" for key '{model}'");
        if (TypeThatAnswers(services, typeof(IPredictor<TInput, TOutput>), key: null) is { } plain && !IsLayer<TInput, TOutput>(plain))
            yield return Describe(plain, "");

        static string Describe(Type type, string key) => $"{type.Name} as IPredictor<{typeof(TInput).Name}, {typeof(TOutput).Name}>{key}";
    }

    /// <summary>A layer passes calls on, as far as can be told from outside.</summary>
    private static bool IsLayer<TInput, TOutput>(Type type) => type.IsAssignableTo(typeof(DelegatingPredictor<TInput, TOutput>));

    /// <summary>The last registration wins. Null for a factory, as ours are: what it makes is not known.</summary>
    private static Type? TypeThatAnswers(IServiceCollection services, Type service, string? key)
    {
        for (int i = services.Count - 1; i >= 0; i--)
        {
            ServiceDescriptor descriptor = services[i];
            if (descriptor.ServiceType != service || !Equals(descriptor.ServiceKey, key))
                continue;
            return descriptor.IsKeyedService
                ? descriptor.KeyedImplementationType ?? descriptor.KeyedImplementationInstance?.GetType()
                : descriptor.ImplementationType ?? descriptor.ImplementationInstance?.GetType();
        }

        return null;
    }
}
