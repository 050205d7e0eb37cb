using System.Globalization;

namespace MLOps.Sdk.Retraining.Data;

/// <summary>Which rows of the log a model is trained on, and which are held out to judge it.</summary>
public sealed class TrainingDataOptions
{
    /// <summary>How far back rows go; null: as far as the log.</summary>
    /// <value>Default null.</value>
    public TimeSpan? Window { get; set; }

    /// <summary>The most labelled rows, the newest; null: all.</summary>
    /// <value>At least 2; default null.</value>
    public int? MaximumRows { get; set; }

    /// <summary>The newest share of the labelled rows, which the trainer never sees.</summary>
    /// <value>Above 0 and below 1; default 0.2.</value>
    public double HoldOutShare { get; set; } = 0.2;

    /// <summary>The stretch of time before the hold-out that is left out of the training, for rows whose neighbours are alike.</summary>
    /// <value>Default 0.</value>
    public TimeSpan Gap { get; set; }

    /// <summary>The fewest labelled rows of the training data, and of the hold-out.</summary>
    /// <value>At least 1; default 100.</value>
    public int MinimumRows { get; set; } = 100;

    /// <summary>The name of the column with the truth in the data file.</summary>
    /// <value>Default "outcome".</value>
    public string Label { get; set; } = "outcome";

    /// <summary>What outcomes that are texts stand for, such as "fraud" for 1; null reads numbers, true and false.</summary>
    public IReadOnlyDictionary<string, double>? Labels { get; set; }

    /// <summary>Whether training data and predictions of the hold-out stay on disk after the run, where an erasure in the store does not reach them.</summary>
    /// <value>Default false.</value>
    public bool KeepFiles { get; set; }

    internal IEnumerable<string> Failures()
    {
        if (!(HoldOutShare > 0 && HoldOutShare < 1))
            yield return string.Create(CultureInfo.InvariantCulture, $"Data.HoldOutShare is {HoldOutShare}; it must be above 0 and below 1.");
        if (MinimumRows < 1)
            yield return string.Create(CultureInfo.InvariantCulture, $"Data.MinimumRows is {MinimumRows}; it must be at least 1.");
        if (MaximumRows < 2)
            yield return string.Create(CultureInfo.InvariantCulture, $"Data.MaximumRows is {MaximumRows}; it must be at least 2, or null.");
        if (Gap < TimeSpan.Zero || Window <= TimeSpan.Zero)
            yield return $"Data.Gap is {Gap} and Data.Window {Window}; neither is negative, and a window is more than nothing.";
        if (string.IsNullOrWhiteSpace(Label))
            yield return "Data.Label is empty; name the column with the truth, such as \"outcome\".";
    }
}
