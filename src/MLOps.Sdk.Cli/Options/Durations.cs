using System.CommandLine;
using System.Globalization;

namespace MLOps.Sdk.Cli.Options;

/// <summary>Durations as people write them: 30s, 10m, 2h, 7d.</summary>
internal static class Durations
{
    private const int MostUnits = 365;

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 2 || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count) || count > MostUnits)
            return false;
        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        duration = (unit ?? default) * count;
        return unit is not null;
    }

    /// <summary>An option that is a duration.</summary>
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (TryParse(result.Tokens[0].Value, out TimeSpan duration))
                return duration;
            result.AddError($"{name} is '{result.Tokens[0].Value}', which is not a time such as 30s, 10m, 2h or 7d.");
            return null;
        },
    };
}
