using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using MLOps.Sdk.Cli.Output;

namespace MLOps.Sdk.Cli.Reports;

/// <summary>One HTML file that needs nothing else: no script, no font, no picture from anywhere; light and dark by the reader's system.</summary>
internal sealed class HtmlPage
{
    private readonly StringBuilder _body = new();

    /// <summary>Text from data: nothing in it is markup or steers anything.</summary>
    public static string Text(string? text) => HtmlEncoder.Default.Encode(SafeText.Escape(text ?? Tables.Nothing));

    /// <summary>A number in the invariant culture, as short as it can be.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Adds markup; whatever comes from data must have gone through <see cref="Text"/>.</summary>
    public void Add(string markup) => _body.Append(markup).Append('\n');

    public void AddHeading(string title, string subtitle) => Add($"<header><h1>{Text(title)}</h1><p class=\"sub\">{Text(subtitle)}</p></header>");

    /// <summary>A row of figures that say the whole in a few words.</summary>
    public void AddTiles(params IEnumerable<(string Name, string Value, string Tone)> tiles)
    {
        Add("<section class=\"tiles\">");
        foreach ((string name, string value, string tone) in tiles)
            Add($"<div class=\"tile {tone}\"><b>{Text(value)}</b><span>{Text(name)}</span></div>");
        Add("</section>");
    }

    public async Task SaveAsync(string path, string title, CancellationToken cancellationToken)
    {
        string page = $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{Text(title)}</title><style>{HtmlStyle.Sheet}</style></head>
            <body><main>
            {_body}</main></body></html>

            """;
        await File.WriteAllTextAsync(path, page, cancellationToken).ConfigureAwait(false);
    }
}
