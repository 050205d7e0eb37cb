using System.CommandLine;
using System.Globalization;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Privacy;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops keys add</c>.</summary>
internal sealed class KeysAddCommand : ToolCommand
{
    private readonly Option<string> _file;
    private readonly Option<string?> _id;

    public KeysAddCommand(Terminal terminal) : base("add", "Adds a new random key as the current one, and makes the file when there is none. Running apps use it from their next batch on.", terminal)
    {
        _file = With(CommonOptions.RequiredText("--key-file", "The file, for its owner alone. Keep it, and its backups, apart from the store's.", "FILE"));
        _id = With(CommonOptions.Text("--id", "The key's name, stored with each payload. Default: the moment.", "ID"));
    }

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string file = parsed.GetRequiredValue(_file);
        string id = FilePayloadKeys.Add(file, parsed.GetValue(_id) ?? Terminal.Time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture));
        if (WantsJson(parsed))
        {
            Terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("key", id);
                json.WriteString("file", Path.GetFullPath(file));
                json.WriteEndObject();
            });
        }
        else
        {
            Terminal.WriteLine($"Key {id} is the current one in {file}. Who takes its line away makes what it encrypted unreadable for ever.");
        }

        return Task.FromResult(ExitCode.Ok);
    }
}
