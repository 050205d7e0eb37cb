using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary>A verb that reads the log of a store.</summary>
internal abstract class StoreCommand : ToolCommand
{
    private readonly Option<string> _store;

    protected StoreCommand(string name, string description, Terminal terminal) : base(name, description, terminal) =>
        _store = With(CommonOptions.Store());

    protected string StoreOf(ParseResult parsed) => parsed.GetRequiredValue(_store);

    protected IPredictionLog OpenLog(ParseResult parsed) => new SqlitePredictionLog(StoreOf(parsed));
}
