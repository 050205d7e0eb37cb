using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace MLOps.Sdk.Cli;

/// <summary>One command line for each command, shown by its help and when it was called wrongly.</summary>
internal static class CommandExamples
{
    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        ["replay"] = "--model fraud.onnx --data payments.csv.gz --inputs amount,hour,age --label fraud --reference-rows 10000 --store ./replayed",
        ["detect"] = "--detector adwin --data errors.csv --column error",
        ["evaluate"] = "--model fraud --window 1000 --require auc>=0.9",
        ["evaluate windows"] = "--model fraud --segment country=DE",
        ["gate"] = "--model fraud --candidate fraud-2.onnx --from 2026-03-01",
        ["diff"] = "fraud --candidate fraud-2.onnx --threshold 0.8 --from 2026-03-01",
        ["retrain run"] = "fraud --trainer ./train.sh --days 30",
        ["retrain list"] = "--model fraud",
        ["retrain show"] = "20260301-120000-fraud",
        ["predictions query"] = "--model fraud --from 2026-03-01 --score 0.8.. --limit 20",
        ["predictions get"] = "019aa3a2-5c1e-8d0f-8000-000000000001",
        ["models list"] = "",
        ["models versions"] = "fraud",
        ["models resolve"] = "fraud --alias champion",
        ["models history"] = "fraud",
        ["models register"] = "fraud fraud-2.onnx --metric auc=0.94 --data-set payments-2026-02",
        ["models promote"] = "fraud 2 --reason \"AUC 0.94, was 0.91\"",
        ["models rollback"] = "fraud --reason \"blocks twice as many customers\"",
        ["models pull"] = "fraud --output fraud.onnx",
        ["models tag"] = "fraud 2 --tag reviewed=yes --reason \"review of March\"",
        ["models reference"] = "fraud 2 --profile fraud.profile.json",
        ["models note"] = "fraud 2 --reason \"trained without February\"",
        ["models approve"] = "fraud 2 --reason \"fair in all countries\"",
        ["models reject"] = "fraud 2 --reason \"too few rows of new customers\"",
        ["models policy"] = "fraud --approvals 2 --reason \"two persons decide\"",
        ["models freeze"] = "fraud --reason \"sale until Monday\"",
        ["models thaw"] = "fraud --reason \"the sale is over\"",
        ["models card"] = "fraud",
        ["models verify"] = "fraud",
        ["canary start"] = "fraud 2 --reason \"AUC 0.94, was 0.91\"",
        ["canary status"] = "fraud",
        ["canary ramp"] = "fraud --reason \"no complaints\"",
        ["canary promote"] = "fraud --reason \"better on all days\"",
        ["canary rollback"] = "fraud --reason \"slower\"",
        ["canary abort"] = "fraud --reason \"wrong version\"",
        ["test start"] = "fraud --variant A=1:0.5 --variant B=2:0.5 --outcome-tolerance 0.01 --reason \"which blocks fewer customers\"",
        ["test status"] = "fraud",
        ["test stop"] = "fraud --reason \"B after two weeks\"",
        ["shadow start"] = "fraud 2 --reason \"before the canary\"",
        ["shadow stop"] = "fraud 2 --reason \"seen enough\"",
        ["drift"] = "--reference training.csv --current today.csv --gate",
        ["drift windows"] = "--model fraud --signal amount",
        ["profile create"] = "training.csv --output fraud.profile.json --model fraud",
        ["profile show"] = "fraud.profile.json",
        ["profile attach"] = "fraud.onnx fraud.profile.json",
        ["profile schema"] = "training.csv --output fraud.schema.json",
        ["quality"] = "--schema fraud.schema.json --data today.csv --gate",
        ["report"] = "--model fraud --output fraud.html",
        ["alerts list"] = "--model fraud --from 2026-03-01",
        ["drill rollback"] = "fraud",
        ["costs"] = "--by tenant --from 2026-03-01",
        ["status"] = "",
        ["explain"] = "019aa3a2-5c1e-8d0f-8000-000000000001",
        ["export"] = "--format csv --model fraud --from 2026-03-01 --out march.csv",
        ["erase"] = "--subject customer-7 --reason \"request of 2026-03-01\"",
        ["backup"] = "--out ./backup",
        ["restore"] = "--from ./backup --replace --checkpoint checkpoints.jsonl",
        ["bundle create"] = "--out ./incident-7 --from 2026-03-01T10:00Z --to 2026-03-01T11:00Z",
        ["bundle verify"] = "./incident-7 --checkpoint checkpoints.jsonl",
        ["hold"] = "--subject customer-7 --reason \"case 7\"",
        ["keys add"] = "--key-file /etc/fraud/payload.keys",
        ["retention"] = "--keep-days 365 --reason \"policy 4\"",
        ["verify"] = "--checkpoint checkpoints.jsonl",
        ["checkpoint"] = "--to checkpoints.jsonl",
    };

    /// <summary>The whole line, or null for a command that only holds others.</summary>
    public static string? Of(CommandResult command)
    {
        string path = PathOf(command);
        return Arguments.TryGetValue(path, out string? arguments) ? $"modelops {path} {arguments}".TrimEnd() : null;
    }

    /// <summary>The words that lead to a command, without the tool's name.</summary>
    public static string PathOf(CommandResult command)
    {
        var path = new List<string>();
        for (SymbolResult? at = command; at is CommandResult { Command: not RootCommand } named; at = at.Parent)
            path.Insert(0, named.Command.Name);
        return string.Join(' ', path);
    }

    /// <summary>Lets help end with the example.</summary>
    public static RootCommand AddTo(RootCommand root)
    {
        foreach (HelpOption option in root.Options.OfType<HelpOption>())
            option.Action = new HelpWithExample((HelpAction)option.Action!);
        return root;
    }

    private sealed class HelpWithExample(HelpAction help) : SynchronousCommandLineAction
    {
        /// <summary>Who asks for help need not have said the rest.</summary>
        public override bool ClearsParseErrors => help.ClearsParseErrors;

        public override bool Terminating => help.Terminating;

        public override int Invoke(ParseResult parseResult)
        {
            int code = help.Invoke(parseResult);
            if (Of(parseResult.CommandResult) is { } example)
                parseResult.InvocationConfiguration.Output.WriteLine($"Example:\n  {example}\n");
            return code;
        }
    }
}
