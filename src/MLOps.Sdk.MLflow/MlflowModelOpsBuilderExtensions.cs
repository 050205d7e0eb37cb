using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MLOps.Sdk;
using MLOps.Sdk.MLflow;
using MLOps.Sdk.Registry;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes an MLflow server the registry of an app.</summary>
public static class MlflowModelOpsBuilderExtensions
{
    /// <summary>Uses a server, with credentials from the MLFLOW_* variables.</summary>
    /// <param name="builder">What <c>AddModelOps</c> returned.</param>
    /// <param name="server">The server; null takes MLFLOW_REGISTRY_URI, else MLFLOW_TRACKING_URI.</param>
    public static IModelOpsBuilder UseMlflow(this IModelOpsBuilder builder, Uri? server = null) =>
        builder.UseMlflow(MlflowOptions.FromEnvironment(Environment.GetEnvironmentVariables(), server));

    /// <summary>Uses a server.</summary>
    /// <param name="builder">What <c>AddModelOps</c> returned.</param>
    /// <param name="options">The server and how to reach it.</param>
    public static IModelOpsBuilder UseMlflow(this IModelOpsBuilder builder, MlflowOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.Replace(ServiceDescriptor.Singleton<IModelRegistry>(provider => new MlflowModelRegistry(
            options, provider.GetRequiredService<TimeProvider>(), provider.GetService<ILogger<MlflowModelRegistry>>())));
        return builder;
    }
}
