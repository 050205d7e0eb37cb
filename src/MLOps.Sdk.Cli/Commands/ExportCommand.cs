using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Predictions;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops export</c>.</summary>
internal sealed class ExportCommand : StoreCommand
{
    private const string Csv = "csv", JsonLines = "jsonl";
    private const int PageRows = 1000;

    private readonly Option<string> _format;
    private readonly Option<string?> _out;
    private readonly PredictionFilters _filters = new();

    public ExportCommand(Terminal terminal) : this(terminal, new Option<string>("--format")
    {
        Description = "CSV whose texts no spreadsheet takes for formulas, or one JSON object to a line.",
        DefaultValueFactory = static _ => JsonLines,
    }.AcceptOnlyFromAmong(Csv, JsonLines))
    {
    }

    private ExportCommand(Terminal terminal, Option<string> format) : base("export", "All predictions that match, to a file or the output. Who exported what is recorded in the log.", terminal, format)
    {
        _format = format;
        _out = With(CommonOptions.Text("--out", "Writes to this file, for its owner alone; default: the output.", "FILE"));
        _filters.AddTo(this);
        ReadsPayloads();
        NamesSubjects();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        PredictionQuery query = _filters.Read(parsed) with { Limit = PageRows };
        bool csv = parsed.GetRequiredValue(_format) == Csv;
        string? file = parsed.GetValue(_out);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long rows;
        if (file is null)
        {
            rows = await WriteAsync(parsed, query, csv, Terminal.Output, digest, static _ => { }, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options);
            await using (writer.ConfigureAwait(false))
                rows = await Terminal.WithProgressAsync("Exporting", done => WriteAsync(parsed, query, csv, writer, digest, done, cancellationToken)).ConfigureAwait(false);
            Terminal.WriteNote(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} predictions in {file}. It holds what an erasure in the store cannot reach: delete it when it is not needed any more."));
        }

        string hash = Convert.ToHexStringLower(digest.GetHashAndReset());
        await RecordAccessAsync(parsed, LogEvent.Export, query, rows, json =>
        {
            json.WriteString("format", csv ? Csv : JsonLines);
            json.WriteString("file", file is null ? null : Path.GetFullPath(file));
            json.WriteString("sha256", hash);
        }, cancellationToken).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private async Task<long> WriteAsync(
        ParseResult parsed, PredictionQuery query, bool csv, TextWriter writer, IncrementalHash digest, Action<double> done, CancellationToken cancellationToken)
    {
        IPredictionLog log = OpenLog(parsed);
        long rows = 0;
        bool noted = false;
        DateTimeOffset? first = null;
        if (csv)
            Write(PredictionCsv.Header);
        for (string? after = null; ;)
        {
            PredictionPage page = await log.QueryAsync(query with { After = after }, cancellationToken).ConfigureAwait(false);
            foreach (LoggedPrediction prediction in page.Predictions)
                Write(csv ? PredictionCsv.Of(prediction) : LineOf(prediction));
            rows += page.Predictions.Count;
            if (page.Predictions is [.., var last])
                done(ShareOf(first ??= page.Predictions[0].Time, last.Time, query.To ?? Terminal.Time.GetUtcNow()));
            noted = noted || NoteMissingKeys(page.Predictions);
            after = page.Next;
            if (after is null)
                return rows;
        }

        void Write(string line)
        {
            digest.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
            writer.Write(line + "\n");
        }
    }

    /// <summary>By time, since nobody has counted what matches.</summary>
    private static double ShareOf(DateTimeOffset first, DateTimeOffset reached, DateTimeOffset end) =>
        end > first ? Math.Clamp((reached - first) / (end - first), 0, 1) : 1;

    private static string LineOf(LoggedPrediction prediction)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
            PredictionJson.Write(json, prediction);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
