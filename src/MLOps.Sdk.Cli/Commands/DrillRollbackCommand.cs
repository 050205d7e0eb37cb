using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MLOps.Sdk.Cli.Drills;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops drill rollback NAME</c>.</summary>
internal sealed class DrillRollbackCommand : RegistryCommand
{
    private readonly Argument<string> _name;
    private readonly Option<int> _limit;
    private readonly Option<string?> _actor;

    public DrillRollbackCommand(Terminal terminal) : base(
        "rollback", "Rolls a copy of the model back in a store that is thrown away, and records how long it took. Exit code 2 when it took too long.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _limit = With(CommonOptions.Number("--limit", "The milliseconds that it may take.", 1, 600_000, otherwise: 1_000));
        _actor = With(CommonOptions.Actor());
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name);
        int limit = parsed.GetRequiredValue(_limit);
        IModelRegistry registry = OpenRegistry(parsed);
        await VersionsOfAsync(registry, name, cancellationToken).ConfigureAwait(false);
        DrillResult result = await new RollbackDrill(registry, name, Terminal.Time).RunAsync(cancellationToken).ConfigureAwait(false);
        bool inTime = result.Elapsed.TotalMilliseconds <= limit;
        string verdict = inTime ? "pass" : "fail";
        await registry.RecordAsync(
            new RegistryNote(name, RegistryEventKind.Note, string.Create(CultureInfo.InvariantCulture, $"rollback drill: {verdict}, {result.Elapsed.TotalMilliseconds:0.0} ms"))
            {
                Version = result.To,
                Actor = parsed.GetValue(_actor),
                Data = new JsonObject { ["drill"] = "rollback", ["from"] = result.From, ["to"] = result.To, ["milliseconds"] = result.Elapsed.TotalMilliseconds, ["limit"] = limit }.ToJsonString(),
            },
            cancellationToken).ConfigureAwait(false);

        if (!WantsJson(parsed))
        {
            Terminal.WriteLine($"From {result.From} back to {result.To} in {Figures.Of(result.Elapsed.TotalMilliseconds)} ms, at most {limit} ms: {verdict}");
            return inTime ? ExitCode.Ok : ExitCode.Failed;
        }

        Terminal.WriteJsonObject(json =>
        {
            json.WriteString("verdict", verdict);
            json.WriteString("name", name);
            json.WriteString("from", result.From);
            json.WriteString("to", result.To);
            json.WriteNumber("milliseconds", result.Elapsed.TotalMilliseconds);
            json.WriteNumber("limit", limit);
        });
        return inTime ? ExitCode.Ok : ExitCode.Failed;
    }
}
