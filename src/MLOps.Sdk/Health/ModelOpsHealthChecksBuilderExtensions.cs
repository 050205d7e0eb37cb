using Microsoft.Extensions.Diagnostics.HealthChecks;
using MLOps.Sdk;
using MLOps.Sdk.Health;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of recording to an app's health checks.</summary>
public static class ModelOpsHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that is healthy only when predictions are recorded and become durable, and degraded when there is nothing to judge by.</summary>
    /// <param name="builder">What <c>AddHealthChecks</c> returned; <c>AddModelOps</c> is called on the services as well.</param>
    /// <param name="name">The check's name; default "modelops".</param>
    /// <param name="failureStatus">What is reported when recording fails; default unhealthy.</param>
    /// <param name="tags">Tags to choose checks by.</param>
    public static IHealthChecksBuilder AddModelOps(
        this IHealthChecksBuilder builder, string name = "modelops", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return builder.Add(new HealthCheckRegistration(
            name,
            static services => new ModelOpsHealthCheck(services.GetRequiredService<RecordingWatchdog>(), services.GetRequiredService<IModelOps>()),
            failureStatus, tags));
    }
}
