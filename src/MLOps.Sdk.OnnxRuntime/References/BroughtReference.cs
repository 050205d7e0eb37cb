using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.OnnxRuntime.References;

/// <summary>Watches a version against the reference inside its file, when the app declares none. A fault here never keeps a model from answering.</summary>
internal sealed partial class BroughtReference(IServiceProvider services)
{
    public void Take(ModelVersion version, byte[] bytes)
    {
        try
        {
            if (OnnxReference.Read(bytes) is { } profile)
                services.GetService<DriftMonitor>()?.SetReference(version.Model, version.Version, profile);
        }
        catch (Exception fault)
        {
            if (services.GetService<ILoggerFactory>() is { } factory)
                NotWatched(factory.CreateLogger<BroughtReference>(), version.Version, version.Model, fault.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Version {Version} of model {Model} brings a reference that cannot be used, so its drift is not watched. {Reason}")]
    private static partial void NotWatched(ILogger logger, string version, string model, string reason);
}
