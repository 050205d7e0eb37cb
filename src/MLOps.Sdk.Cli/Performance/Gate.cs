using System.Globalization;
using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Cli.Performance;

/// <summary>A condition on a figure, such as "auc>=0.9".</summary>
/// <param name="Text">As it was given.</param>
/// <param name="Name">The figure.</param>
/// <param name="AtLeast">Whether it must be at least the limit, or else at most.</param>
/// <param name="Limit">The limit.</param>
internal sealed record Gate(string Text, string Name, bool AtLeast, double Limit)
{
    /// <summary>Reads a condition; null when it is none.</summary>
    public static Gate? TryParse(string text)
    {
        foreach (string sign in (string[])[">=", "<="])
        {
            int place = text.IndexOf(sign, StringComparison.Ordinal);
            if (place > 0 && double.TryParse(text.AsSpan(place + sign.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double limit) && double.IsFinite(limit))
                return new Gate(text, text[..place].Trim(), sign == ">=", limit);
        }

        return null;
    }

    /// <summary>The verdict: null when it cannot be decided.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="sure">Whether its whole interval must agree.</param>
    public bool? Decide(Estimate figure, bool sure)
    {
        if (!figure.IsKnown)
            return null;
        if (!sure)
            return Holds(figure.Value);
        if (!double.IsFinite(figure.Low) || !double.IsFinite(figure.High) || Holds(figure.Low) != Holds(figure.High))
            return null;
        return Holds(figure.Value);
    }

    private bool Holds(double value) => AtLeast ? value >= Limit : value <= Limit;
}
