namespace MLOps.Sdk.Drift.Segments;

/// <summary>
/// Watches drift apart for each of the most frequent values of a tag or feature, such as the tenant; all other values are
/// one segment, "other". Each segment is compared with its own first rows, or with its own rows of the training data.
/// </summary>
/// <param name="By">The name of the tag or the feature.</param>
public sealed record SegmentOptions(string By)
{
    /// <summary>Says, as the name of a tag or feature, that the hours of the week are the segments: see <see cref="HourOfWeek"/>.</summary>
    public const string HourOfWeekName = "hour-of-week";

    /// <summary>The hours of a week.</summary>
    private const int HoursOfWeek = 168;

    /// <summary>The segment of all values that have none of their own.</summary>
    public const string Other = "(other)";

    /// <summary>The segment of predictions without the tag, or with the feature missing.</summary>
    public const string Missing = "(missing)";

    /// <summary>
    /// Values with a segment of their own: the first that are seen <see cref="LeastRows"/> times and are frequent for
    /// certain. Memory is that of so many watched versions, however many values there are.
    /// </summary>
    /// <value>1 to 1,000. Default 20.</value>
    public int Top { get; init; } = 20;

    /// <summary>The first rows of a segment that are its reference; they are held in memory until there are enough.</summary>
    /// <value>100 to 100,000, and at least the rows of a window. Default 1,000.</value>
    public int ReferenceRows { get; init; } = 1_000;

    /// <summary>
    /// Whether segments are compared with their own rows of the model's reference: the most frequent values there, each with
    /// at least <see cref="ReferenceRows"/> rows, have a segment from the start. The reference is a CSV file with a column of this name.
    /// </summary>
    /// <value>Default false.</value>
    public bool FromReference { get; init; }

    /// <summary>How often a value is seen before it gets a segment of its own; until then it is counted in "other".</summary>
    /// <value>1 to 1,000,000. Default 100.</value>
    public int LeastRows { get; init; } = 100;

    /// <summary>
    /// A reference for each hour of the week, in UTC: its own first rows. For data with daily and weekly seasons, which any
    /// test against one reference takes for drift; leave the alarms to the hours with
    /// <see cref="Alarms.DriftAlarmOptions.WholeModel"/>.
    /// </summary>
    /// <param name="referenceRows">See <see cref="ReferenceRows"/>.</param>
    public static SegmentOptions HourOfWeek(int referenceRows = 1_000) =>
        new(HourOfWeekName) { Top = HoursOfWeek, LeastRows = 1, ReferenceRows = referenceRows };

    /// <summary>Gives back options that are in range.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal static SegmentOptions Validated(SegmentOptions options, string model, int? windowRows)
    {
        if (string.IsNullOrWhiteSpace(options.By))
            throw new ArgumentException($"Model '{model}' is watched by segments of nothing. Name a tag or a feature.", nameof(options));
        Require(nameof(Top), options.Top, 1, 1_000);
        Require(nameof(ReferenceRows), options.ReferenceRows, Math.Max(windowRows ?? 100, 100), 100_000);
        Require(nameof(LeastRows), options.LeastRows, 1, 1_000_000);
        return options;

        void Require(string name, int value, int least, int most)
        {
            if (value < least || value > most)
                throw new ArgumentException($"Model '{model}', segments by '{options.By}': {name} is {value}; it must lie between {least} and {most}{(name == nameof(ReferenceRows) && least > 100 ? ", as a window has that many rows" : "")}.", nameof(options));
        }
    }
}
