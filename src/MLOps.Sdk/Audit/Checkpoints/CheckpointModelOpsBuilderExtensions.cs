using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MLOps.Sdk;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Audit.Checkpoints;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Publishes checkpoints of the chain.</summary>
public static class CheckpointModelOpsBuilderExtensions
{
    /// <summary>Publishes the end of the chain at intervals, and once more when the host stops, to places outside the store.</summary>
    /// <param name="builder">What <c>AddModelOps</c> returned.</param>
    /// <param name="configure">Says where, and how often.</param>
    /// <exception cref="ArgumentException">No place is named, or the interval is out of range.</exception>
    public static IModelOpsBuilder AddCheckpoints(this IModelOpsBuilder builder, Action<CheckpointOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new CheckpointOptions();
        configure(options);
        if (options.Interval < TimeSpan.FromSeconds(1) || options.Interval > TimeSpan.FromDays(1))
            throw new ArgumentException($"CheckpointOptions.Interval is {options.Interval}; it must be 1 s to 1 day.", nameof(configure));

        IServiceCollection services = builder.Services;
        foreach (string file in options.Files)
            services.AddSingleton<ICheckpointSink>(new FileCheckpointSink(file));
        foreach (Uri address in options.Webhooks)
            services.AddSingleton<ICheckpointSink>(_ => new WebhookCheckpointSink(address));
        if (options.Log)
            services.AddSingleton<ICheckpointSink>(static provider => new LogCheckpointSink(LoggerOf<LogCheckpointSink>(provider)));
        if (!services.Any(static service => service.ServiceType == typeof(ICheckpointSink)))
            throw new ArgumentException("AddCheckpoints names no place for them: add a file, a webhook, the log, or an ICheckpointSink of your own before it.", nameof(configure));

        services.TryAddSingleton(provider => new CheckpointPublisher(
            provider.GetRequiredService<IAuditTrail>(), provider.GetServices<ICheckpointSink>(), options, provider.GetRequiredService<TimeProvider>(), LoggerOf<CheckpointPublisher>(provider)));
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<CheckpointPublisher>());
        return builder;
    }

    private static ILogger<T> LoggerOf<T>(IServiceProvider provider) =>
        provider.GetService<ILoggerFactory>() is { } factory ? new Logger<T>(factory) : NullLogger<T>.Instance;
}
