using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MLOps.Sdk;
using MLOps.Sdk.Alerts;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Derived;
using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Health;
using MLOps.Sdk.Hosting;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Quality;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Pump;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Sqlite;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Canaries;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Access;
using MLOps.Sdk.Storage.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds MLOps.Sdk to an app.</summary>
public static class ModelOpsServiceCollectionExtensions
{
    /// <summary>
    /// Records every prediction of the models that are added to the builder: a SQLite log and registry under
    /// ./modelops, unless configured otherwise. Options are validated when the app starts.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the defaults.</param>
    public static IModelOpsBuilder AddModelOps(this IServiceCollection services, Action<ModelOpsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<ModelOpsOptions> options = services.AddOptions<ModelOpsOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ModelOpsOptions>, ModelOpsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RecorderFiles>();
        services.TryAddSingleton(static provider => new PredictionChannel(provider.GetRequiredService<RecorderFiles>().Files.Ring));
        services.TryAddSingleton<WindowQueue>();
        services.TryAddSingleton<IEventSink>(static provider => provider.GetRequiredService<WindowQueue>());
        services.TryAddSingleton<IWindowSink>(static provider => provider.GetRequiredService<WindowQueue>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAlertHandler, LogAlertHandler>(static provider => new LogAlertHandler(LoggerOf<LogAlertHandler>(provider))));
        services.TryAddSingleton(static provider => new AlertDispatcher(
            provider.GetRequiredService<WindowQueue>(), provider.GetServices<IAlertHandler>, provider.GetRequiredService<TimeProvider>(), LoggerOf<AlertDispatcher>(provider)));
        services.TryAddSingleton<IAlertSink>(static provider => provider.GetRequiredService<AlertDispatcher>());
        services.TryAddSingleton<IPredictionStore>(static provider => new SqlitePredictionStore(DirectoryOf(provider), LoggerOf<SqlitePredictionStore>(provider))
        {
            BallastBytes = OptionsOf(provider).BallastBytes,
            LateOutcomeAfter = OptionsOf(provider).LateOutcomeAfter,
        });
        services.TryAddSingleton(static provider => new SubjectPseudonyms(
            provider.GetRequiredService<ModelCatalog>().Entries.Select(static entry => entry.SubjectRedaction).OfType<TextRedaction>()));
        services.TryAddSingleton(static provider => new AccessRecordedLog(LogOf(provider), provider.GetRequiredService<AccessBook>()));
        services.TryAddSingleton<IPredictionLog>(static provider => provider.GetRequiredService<AccessRecordedLog>());
        services.TryAddSingleton<IPrivacyControls>(static provider => new SqlitePrivacyControls(
            DirectoryOf(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<SubjectPseudonyms>(), provider.GetService<IPayloadKeyProvider>()));
        services.TryAddSingleton<IAuditTrail>(static provider => new SqliteAuditTrail(DirectoryOf(provider), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IPerformanceReports>(static provider => new PerformanceReports(provider.GetRequiredService<IOutcomeLog>()));
        services.TryAddSingleton<IOutcomeLog>(static provider => provider.GetRequiredService<AccessRecordedLog>());
        services.TryAddSingleton<IModelRegistry>(static provider => new SqliteModelRegistry(
            DirectoryOf(provider), provider.GetRequiredService<TimeProvider>(), LoggerOf<SqliteModelRegistry>(provider)));
        services.TryAddSingleton<IAlarmStates>(static provider => new FileAlarmStates(Path.Combine(DirectoryOf(provider), "alarms")));
        services.TryAddSingleton(static provider => new Rollouts(provider.GetRequiredService<IModelRegistry>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new DriftMonitor(
            OptionsOf(provider).Drift, provider.GetRequiredService<IWindowSink>(), provider.GetRequiredService<IAlertSink>(), provider.GetRequiredService<IAlarmStates>()));
        services.TryAddSingleton<IDriftReports>(static provider => provider.GetRequiredService<DriftMonitor>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRecordMonitor, DriftMonitor>(static provider => provider.GetRequiredService<DriftMonitor>()));
        services.TryAddSingleton(static provider => new MultivariateMonitor(
            OptionsOf(provider).Drift, provider.GetRequiredService<IWindowSink>(), provider.GetRequiredService<IAlertSink>(), provider.GetRequiredService<IAlarmStates>(), provider.GetRequiredService<DriftMonitor>()));
        services.TryAddSingleton(static provider => new DerivedMonitor(
            OptionsOf(provider).Drift, provider.GetRequiredService<IWindowSink>(), provider.GetRequiredService<IAlertSink>(), provider.GetRequiredService<IAlarmStates>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRecordMonitor, DerivedMonitor>(static provider => provider.GetRequiredService<DerivedMonitor>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRecordMonitor, MultivariateMonitor>(static provider => provider.GetRequiredService<MultivariateMonitor>()));
        services.TryAddSingleton(static provider => new QualityMonitor(
            provider.GetRequiredService<DriftMonitor>(), OptionsOf(provider).Drift, provider.GetRequiredService<IWindowSink>(), provider.GetRequiredService<IAlertSink>()));
        services.TryAddSingleton<IQualityReports>(static provider => provider.GetRequiredService<QualityMonitor>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRecordMonitor, QualityMonitor>(static provider => provider.GetRequiredService<QualityMonitor>()));
        services.TryAddSingleton(static provider => new PerformanceMonitor(
            provider.GetRequiredService<IAlertSink>(), provider.GetRequiredService<IWindowSink>(), provider.GetRequiredService<IAlarmStates>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRecordMonitor, PerformanceMonitor>(static provider => provider.GetRequiredService<PerformanceMonitor>()));
        services.TryAddSingleton(static provider => new CanaryMonitor(provider.GetRequiredService<IAlertSink>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRecordMonitor, CanaryMonitor>(static provider => provider.GetRequiredService<CanaryMonitor>()));
        services.TryAddSingleton(CreatePump);
        services.TryAddSingleton<UnrecordedPredictors>();
        services.TryAddSingleton(static provider => ActivatorUtilities.CreateInstance<ScheduledRetention>(provider, LoggerOf<ScheduledRetention>(provider)));
        services.TryAddSingleton(static provider => new AccessBook(
            OptionsOf(provider).Access, new SqliteEventLog(DirectoryOf(provider)), provider.GetRequiredService<TimeProvider>(), LoggerOf<AccessBook>(provider)));
        services.TryAddSingleton(static provider => ActivatorUtilities.CreateInstance<RecordingWatchdog>(provider, LoggerOf<RecordingWatchdog>(provider)));
        services.TryAddSingleton<SampleGates>();
        services.TryAddSingleton<IRecordingControl>(static provider => provider.GetRequiredService<SampleGates>());
        services.TryAddSingleton<AuditFailures>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAlertHandler, SamplingAlertHandler>());
        services.TryAddSingleton<PredictionAnnotator>();
        services.TryAddSingleton<IActionRecorder>(static provider => provider.GetRequiredService<PredictionAnnotator>());
        services.TryAddSingleton<IOutcomeRecorder>(static provider => provider.GetRequiredService<PredictionAnnotator>());
        services.TryAddSingleton(static provider => ActivatorUtilities.CreateInstance<ModelOpsRuntime>(provider, LoggerOf<ModelOpsRuntime>(provider)));
        services.TryAddSingleton<IModelOps>(static provider => provider.GetRequiredService<ModelOpsRuntime>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ModelOpsHostedService>());
        return new Builder(services, Catalog(services));
    }

    internal static ModelCatalog Catalog(IServiceCollection services)
    {
        foreach (ServiceDescriptor descriptor in services)
        {
            if (descriptor.ServiceType == typeof(ModelCatalog))
                return (ModelCatalog)descriptor.ImplementationInstance!;
        }

        var catalog = new ModelCatalog();
        services.AddSingleton(catalog);
        return catalog;
    }

    private static PredictionPump CreatePump(IServiceProvider provider)
    {
        RecorderFiles files = provider.GetRequiredService<RecorderFiles>();
        IPredictionStore store = provider.GetRequiredService<IPredictionStore>();
        if (provider.GetService<IPayloadKeyProvider>() is { } keys)
            store = new EncryptingStore(store, keys);
        return ActivatorUtilities.CreateInstance<PredictionPump>(
            provider, files.Files, files.Directory, store, LoggerOf<PredictionPump>(provider), OptionsOf(provider).Recording);
    }

    private static SqlitePredictionLog LogOf(IServiceProvider provider) =>
        new(DirectoryOf(provider), provider.GetRequiredService<SubjectPseudonyms>(), provider.GetService<IPayloadKeyProvider>());

    private static ModelOpsOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<ModelOpsOptions>>().Value;

    private static string DirectoryOf(IServiceProvider provider) => OptionsOf(provider).Directory;

    /// <summary>The app's logger, or none when it has no logging: registering a null factory here would silence one added later.</summary>
    private static ILogger<T> LoggerOf<T>(IServiceProvider provider) =>
        provider.GetService<ILoggerFactory>() is { } factory ? new Logger<T>(factory) : NullLogger<T>.Instance;

    private sealed record Builder(IServiceCollection Services, ModelCatalog Catalog) : IModelOpsBuilder;
}
