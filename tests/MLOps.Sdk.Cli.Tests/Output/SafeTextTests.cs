using MLOps.Sdk.Cli.Output;

namespace MLOps.Sdk.Cli.Tests.Output;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("Zürich 😀", "Zürich 😀")]
    [InlineData("[red]not markup[/]", "[red]not markup[/]")]
    [InlineData("\u001b[2J", "\\u001b[2J")]
    [InlineData("a\u009bb", "a\\u009bb")]
    [InlineData("a\nb\tc\0", "a\\u000ab\\u0009c\\u0000")]
    [InlineData("a\u202Eb\u2028c\u200Bd", "a\\u202eb\\u2028c\\u200bd")]
    [InlineData("\U000E0041", "\\udb40\\udc41")]
    public void What_could_steer_a_terminal_or_hide_is_shown_as_its_code(string text, string expected) => Assert.Equal(expected, SafeText.Escape(text));

    [Fact]
    public void Half_a_character_is_shown_as_its_code() => Assert.Equal("a\\ud83db", SafeText.Escape("a" + '\uD83D' + "b"));

    [Fact]
    public void Messages_keep_their_lines() => Assert.Equal("a\nb\\u000d", SafeText.Escape("a\nb\r", keepLineEnds: true));
}
