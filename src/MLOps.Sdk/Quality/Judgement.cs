using System.Globalization;
using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Quality;

/// <summary>Findings of figures and limits.</summary>
internal static class Judgement
{
    /// <summary>A share of rows; not known without rows.</summary>
    /// <param name="column">The column.</param>
    /// <param name="check">The rule.</param>
    /// <param name="count">The rows that are against it.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="limit">The share that may be.</param>
    /// <param name="what">What the rows are, in words.</param>
    /// <param name="doubt">The probability to call a rule broken that the source of the data keeps; 0 holds the rows themselves to it.</param>
    public static QualityFinding Share(string column, string check, long count, long rows, double limit, string what, double doubt = 0)
    {
        if (rows == 0)
            return Unsaid(column, check, limit);

        double share = (double)count / rows;
        bool? kept = share <= limit ? true : doubt > 0 && Intervals.ClopperPearson(count, rows, 1 - (2 * doubt)).Low <= limit ? null : false;
        string reason = string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} % {what}; at most {limit * 100:0.##} % may.");
        return new QualityFinding(column, check, share, limit, kept, kept is null ? reason + " So few rows can be chance." : reason);
    }

    /// <summary>A number that may not exceed a limit; not known without rows.</summary>
    public static QualityFinding Count(string column, string check, int count, long rows, int limit, string what) => rows == 0
        ? Unsaid(column, check, limit)
        : new QualityFinding(column, check, count, limit, count <= limit, Words(count, what + "; at most", limit));

    /// <summary>What a rule says without values.</summary>
    public static QualityFinding Unsaid(string column, string check, double limit) => new(column, check, null, limit, null, "There are no values to say.");

    public static string Words(double count, string what, double limit) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what} {limit:N0}.");
}
