using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MLOps.Sdk.Cli.Output;

/// <summary>Where a command writes: results to the output; progress, notes and faults to the error stream.</summary>
internal sealed class Terminal
{
    /// <summary>The width of tables that go into a file or a pipe: nothing is wrapped there.</summary>
    private const int UnlimitedWidth = 10_000;

    // The default encoder: everything but plain ASCII is escaped, so no data can steer a terminal that shows it.
    private static readonly JsonWriterOptions JsonOptions = new() { Indented = true, Encoder = JavaScriptEncoder.Default };

    private readonly IAnsiConsole _screen;
    private readonly IAnsiConsole? _progress;

    /// <param name="output">Results.</param>
    /// <param name="error">Everything else.</param>
    /// <param name="time">The clock.</param>
    /// <param name="outputIsTerminal">Whether a person sees the output at once: colours, and tables as wide as the window.</param>
    /// <param name="errorIsTerminal">Whether a person sees the error stream at once: progress bars.</param>
    public Terminal(TextWriter output, TextWriter error, TimeProvider time, bool outputIsTerminal, bool errorIsTerminal)
    {
        Output = output;
        Error = error;
        Time = time;
        _screen = CreateConsole(output, outputIsTerminal);
        if (!outputIsTerminal)
            _screen.Profile.Width = UnlimitedWidth;
        _progress = errorIsTerminal ? CreateConsole(error, isTerminal: true) : null;
    }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    public TimeProvider Time { get; }

    /// <summary>Whether long work shows a bar where a person watches: not when the result is for a script.</summary>
    public bool ShowsProgress { get; set; } = true;

    /// <summary>Writes a table or a text for people.</summary>
    public void Write(IRenderable content) => _screen.Write(content);

    /// <summary>Writes a line for people.</summary>
    public void WriteLine(string text = "") => Output.WriteLine(SafeText.Escape(text));

    /// <summary>Writes one JSON document for scripts.</summary>
    public void WriteJson(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
            write(json);
        Output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>Writes one JSON object for scripts.</summary>
    public void WriteJsonObject(Action<Utf8JsonWriter> writeMembers) => WriteJson(json =>
    {
        json.WriteStartObject();
        writeMembers(json);
        json.WriteEndObject();
    });

    /// <summary>Says something beside the result.</summary>
    public void WriteNote(string text) => Error.WriteLine(SafeText.Escape(text, keepLineEnds: true));

    /// <summary>Says why there is no result.</summary>
    public void WriteError(string text) => Error.WriteLine("modelops: " + SafeText.Escape(text, keepLineEnds: true));

    /// <summary>Runs long work, with a bar where a person watches.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="work">The work; it reports the share that is done, 0 to 1.</param>
    public async Task<T> WithProgressAsync<T>(string title, Func<Action<double>, Task<T>> work)
    {
        if (_progress is null || !ShowsProgress)
            return await work(static _ => { }).ConfigureAwait(false);

        return await _progress.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async bars =>
            {
                ProgressTask bar = bars.AddTask(Markup.Escape(SafeText.Escape(title)), maxValue: 1);
                return await work(share => bar.Value = share).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    private static IAnsiConsole CreateConsole(TextWriter writer, bool isTerminal) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
    });
}
