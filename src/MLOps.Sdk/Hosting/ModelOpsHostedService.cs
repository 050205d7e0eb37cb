using Microsoft.Extensions.Hosting;

namespace MLOps.Sdk.Hosting;

/// <summary>Starts recording before the app serves, and stops it after the app's own services.</summary>
internal sealed class ModelOpsHostedService(ModelOpsRuntime runtime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => runtime.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(runtime.Stop, CancellationToken.None);
}
