using System.CommandLine;
using System.Globalization;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Registry;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models register NAME FILE</c>.</summary>
internal sealed class ModelsRegisterCommand : RegistryCommand
{
    private readonly Argument<string> _name;
    private readonly Argument<string> _file;
    private readonly Option<string?> _version;
    private readonly Option<string?> _alias;
    private readonly Option<KeyValuePair<string, string>[]> _metrics;
    private readonly Option<KeyValuePair<string, string>[]> _tags;
    private readonly Option<KeyValuePair<string, string>[]> _parameters;
    private readonly Option<string?> _dataSet;
    private readonly Option<string?> _dataSetSha256;
    private readonly Option<KeyValuePair<string, string>[]> _environment;
    private readonly Option<string?> _commit;
    private readonly Option<string?> _parent;
    private readonly Option<string?> _reason;
    private readonly Option<string?> _actor;

    public ModelsRegisterCommand(Terminal terminal) : base("register", "Adds a file as a version of a model.", terminal)
    {
        _name = WithArgument("NAME", "The model; its first version makes it.");
        _file = WithArgument("FILE", "The artefact, such as an .onnx file.");
        _version = With(CommonOptions.Text("--version", "The version's name. Default: the next of 1, 2, …", "V"));
        _alias = With(CommonOptions.Text("--alias", "Points this alias to it at once.", "A"));
        _metrics = With(CommonOptions.Pairs("--metric", "A metric measured at training or validation; may be repeated."));
        _tags = With(CommonOptions.Pairs("--tag", "A tag; may be repeated."));
        _dataSet = With(CommonOptions.Text("--data-set", "The training data's name or version.", "D"));
        _parameters = With(CommonOptions.Pairs("--param", "A training parameter; may be repeated."));
        _dataSetSha256 = With(CommonOptions.Text("--data-set-sha256", "The training data's SHA-256.", "HASH"));
        _environment = With(CommonOptions.Pairs("--env", "Something about the training environment; may be repeated."));
        _commit = With(CommonOptions.Text("--commit", "The commit of the training code.", "COMMIT"));
        _parent = With(CommonOptions.Text("--parent", "The version it was derived from.", "V"));
        _reason = With(CommonOptions.Text("--reason", "Why.", "R"));
        _actor = With(CommonOptions.Actor());
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var registration = new VersionRegistration
        {
            Model = parsed.GetRequiredValue(_name),
            Version = parsed.GetValue(_version),
            FileName = Path.GetFileName(parsed.GetRequiredValue(_file)),
            Metrics = parsed.GetRequiredValue(_metrics).GroupBy(static pair => pair.Key).ToDictionary(static group => group.Key, MetricOf),
            Tags = TextsOf(parsed.GetRequiredValue(_tags)),
            Lineage = new ModelLineage
            {
                DataSet = parsed.GetValue(_dataSet),
                DataSetSha256 = parsed.GetValue(_dataSetSha256),
                Parameters = TextsOf(parsed.GetRequiredValue(_parameters)),
                Environment = TextsOf(parsed.GetRequiredValue(_environment)),
                CodeCommit = parsed.GetValue(_commit),
                ParentVersion = parsed.GetValue(_parent),
            },
            Reason = parsed.GetValue(_reason),
            Actor = parsed.GetValue(_actor),
        };
        registration = registration with { Artifact = await InputFile.ReadAllBytesAsync(parsed.GetRequiredValue(_file), "The artefact", cancellationToken).ConfigureAwait(false) };
        IModelRegistry registry = OpenOrCreateRegistry(parsed);
        ModelVersion version = await registry.RegisterAsync(registration, cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_alias) is { } alias)
        {
            await registry.PromoteAsync(new AliasChange(version.Model, version.Version, registration.Reason ?? "registered with this alias") { Alias = alias, Actor = registration.Actor }, cancellationToken).ConfigureAwait(false);
            version = await registry.FindAsync(version.Model, version.Version, cancellationToken).ConfigureAwait(false) ?? version;
        }

        if (WantsJson(parsed))
            Terminal.WriteJson(json => RegistryJson.Write(json, version));
        else
            Terminal.Write(RegistryTables.Of([version]));
        return ExitCode.Ok;
    }

    private static double MetricOf(IGrouping<string, KeyValuePair<string, string>> metric) =>
        double.TryParse(metric.Last().Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new UsageFault($"--metric {metric.Key} is '{metric.Last().Value}', which is not a number. Write it like 0.91.");

    private static Dictionary<string, string> TextsOf(IEnumerable<KeyValuePair<string, string>> pairs) =>
        pairs.GroupBy(static pair => pair.Key).ToDictionary(static group => group.Key, static group => group.Last().Value);
}
