using MLOps.Sdk.Registry;
using Quickstart.Training;

namespace Quickstart.Serving;

/// <summary>Which version answers: every change is one call, and an event with who and why.</summary>
internal sealed class Releases(IModelRegistry registry)
{
    public const string Model = "fraud";

    private const string Actor = "quickstart";

    /// <summary>Writes the .onnx file and registers it.</summary>
    public async Task RegisterAsync(Candidate candidate, string directory)
    {
        VersionRegistration registration = candidate.ToRegistration(Model);
        await registry.RegisterAsync(registration);
        await File.WriteAllBytesAsync(Path.Combine(directory, registration.FileName!), registration.Artifact!.Value);
    }

    public ValueTask<RegistryEvent> PromoteAsync(string version, string reason) =>
        registry.PromoteAsync(new AliasChange(Model, version, reason) { Actor = Actor });

    public ValueTask<RegistryEvent> RollBackAsync(string reason) =>
        registry.RollbackAsync(new Rollback(Model, reason) { Actor = Actor });
}
