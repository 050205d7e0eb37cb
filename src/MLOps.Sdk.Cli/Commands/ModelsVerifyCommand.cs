using System.CommandLine;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models verify NAME</c>: the chain of its events, and the artefact of every version.</summary>
internal sealed class ModelsVerifyCommand : RegistryCommand
{
    private readonly Argument<string> _name;

    public ModelsVerifyCommand(Terminal terminal) : base(
        "verify", "Checks that no event was changed and every artefact is what was registered. Exit code 2 when something was.", terminal) =>
        _name = WithArgument("NAME", "The model.");

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name);
        IModelRegistry registry = OpenRegistry(parsed);
        var faults = new List<string>();
        IReadOnlyList<ModelVersion> versions = await VersionsOfAsync(registry, name, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RegistryEvent> events = await registry.GetHistoryAsync(name, cancellationToken).ConfigureAwait(false);
        if (RegistryChain.FirstBroken(events) is { } broken)
            faults.Add($"The history was changed at event {broken.Sequence} ({broken.Kind}, {Figures.Time(broken.Time)}), or just before it.");
        foreach (ModelVersion version in versions)
        {
            try
            {
                _ = await registry.ReadArtifactAsync(version, cancellationToken).ConfigureAwait(false);
            }
            catch (RegistryCorruptException fault)
            {
                faults.Add(fault.Message);
            }
        }

        if (WantsJson(parsed))
        {
            Terminal.WriteJsonObject(json =>
            {
                json.WriteString("verdict", faults.Count == 0 ? "pass" : "fail");
                json.WriteNumber("events", events.Count);
                json.WriteNumber("versions", versions.Count);
                json.WriteTexts("faults", faults);
            });
        }
        else
        {
            faults.ForEach(Terminal.WriteLine);
            if (faults.Count == 0)
                Terminal.WriteLine($"{Figures.Of(events.Count)} events and the artefacts of {Figures.Of(versions.Count)} versions are as they were written");
        }

        return faults.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
