using System.Globalization;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Privacy;

/// <summary>When a directory's retention was last done and last begun, as its processes tell each other.</summary>
/// <param name="Done">When the last run began that did all there was to do.</param>
/// <param name="Tried">When the last run began, whatever came of it.</param>
internal readonly record struct RetentionTimes(DateTimeOffset? Done, DateTimeOffset? Tried)
{
    // After a fault it is tried again before the interval is over: what is due must not be kept for another day.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(5);

    /// <summary>Whether a run is due.</summary>
    public bool IsDue(RetentionOptions options, DateTimeOffset now)
    {
        DateTimeOffset? done = Done > now ? null : Done, tried = Tried > now ? null : Tried; // the clock was wrong, then or now
        if (tried > (done ?? DateTimeOffset.MinValue))
            return now - tried >= (RetryAfter < options.Interval ? RetryAfter : options.Interval);
        return done is not { } last || now >= (options.TimeOfDay is { } at ? Latest(at, last) : last) + options.Interval;
    }

    /// <summary>The times as a text, and …</summary>
    public override string ToString() => $"{(Done is { } done ? IsoTime.Format(done) : "-")} {(Tried is { } tried ? IsoTime.Format(tried) : "-")}";

    /// <summary>… back; what cannot be read counts as never.</summary>
    public static RetentionTimes Parse(string text)
    {
        string[] parts = text.Trim().Split(' ');
        return parts is [var done, var tried] ? new RetentionTimes(TimeOf(done), TimeOf(tried)) : default;
    }

    private static DateTimeOffset? TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    /// <summary>When a time of day was reached last before a moment: a run that was late moves none that follow.</summary>
    private static DateTimeOffset Latest(TimeOnly at, DateTimeOffset moment)
    {
        var thatDay = new DateTimeOffset(moment.UtcDateTime.Date.Add(at.ToTimeSpan()), TimeSpan.Zero);
        return thatDay <= moment ? thatDay : thatDay.AddDays(-1);
    }
}
