using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MLOps.Sdk;
using MLOps.Sdk.Alerts;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Retraining.Hosting;
using MLOps.Sdk.Retraining.Sqlite;
using MLOps.Sdk.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds retraining.</summary>
public static class RetrainingModelOpsBuilderExtensions
{
    /// <summary>Retrains a model: by <see cref="IRetraining"/>, and by itself on what <see cref="RetrainingOptions.Triggers"/> say. Checked when the app starts.</summary>
    /// <param name="builder">What <c>AddModelOps</c> returned.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="configure">Says how, when, and what new versions must be able to do.</param>
    /// <exception cref="InvalidOperationException">The model's retraining is declared already.</exception>
    public static IModelOpsBuilder AddRetraining(this IModelOpsBuilder builder, string model, Action<RetrainingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddRetraining(model, (options, _) => configure(options));
    }

    /// <inheritdoc cref="AddRetraining(IModelOpsBuilder, string, Action{RetrainingOptions})"/>
    public static IModelOpsBuilder AddRetraining(this IModelOpsBuilder builder, string model, Action<RetrainingOptions, IServiceProvider> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(configure);
        CatalogOf(builder.Services).Add(model, provider =>
        {
            var options = new RetrainingOptions();
            configure(options, provider);
            return options;
        });
        return builder;
    }

    private static RetrainingCatalog CatalogOf(IServiceCollection services)
    {
        if (services.FirstOrDefault(static service => service.ServiceType == typeof(RetrainingCatalog))?.ImplementationInstance is RetrainingCatalog known)
            return known;
        var catalog = new RetrainingCatalog();
        services.AddSingleton(catalog);
        services.TryAddSingleton<IRetrainingStore>(static provider => new SqliteRetrainingStore(DirectoryOf(provider)));
        services.TryAddSingleton(static provider => Create(provider));
        services.TryAddSingleton<IRetraining>(static provider => provider.GetRequiredService<RetrainingService>());
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<RetrainingService>());
        services.AddSingleton<IAlertHandler>(static provider => new AlertTrigger(provider.GetRequiredService<RetrainingService>()));
        return catalog;
    }

    private static RetrainingService Create(IServiceProvider provider)
    {
        ILogger logger = provider.GetService<ILoggerFactory>()?.CreateLogger("MLOps.Sdk.Retraining") ?? NullLogger.Instance;
        var parts = new RetrainingParts(
            DirectoryOf(provider), provider.GetRequiredService<IRetrainingStore>(), provider.GetRequiredService<IPredictionLog>(),
            provider.GetRequiredService<IModelRegistry>(), provider.GetRequiredService<TimeProvider>(), logger)
        { Alerts = provider.GetRequiredService<IAlertSink>() };
        return new RetrainingService(
            provider.GetRequiredService<RetrainingCatalog>().Entries.ToDictionary(static entry => entry.Key, entry => entry.Value(provider), StringComparer.Ordinal), parts);
    }

    private static string DirectoryOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<ModelOpsOptions>>().Value.Directory;
}
