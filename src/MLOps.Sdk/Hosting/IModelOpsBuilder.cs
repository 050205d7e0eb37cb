using Microsoft.Extensions.DependencyInjection;

namespace MLOps.Sdk;

/// <summary>What <c>AddModelOps</c> returns: models, stores and registries are added to it.</summary>
public interface IModelOpsBuilder
{
    /// <summary>The services.</summary>
    IServiceCollection Services { get; }
}
