using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Performance;

/// <summary>How often a model was wrong at validation, and what "wrong" means: what its live errors are watched against.</summary>
/// <remarks>Where that is not known, <see cref="Unknown"/> keeps windows of how well the model does, and raises no alert.</remarks>
/// <param name="Errors">Wrong predictions, 0 to <paramref name="Rows"/>.</param>
/// <param name="Rows">All predictions at validation, 1 or more. Not those that the model was fitted to.</param>
public sealed record PerformanceBaseline(long Errors, long Rows)
{
    /// <summary>How often the model was wrong is not known: windows are kept, no alert is raised.</summary>
    public static PerformanceBaseline Unknown { get; } = new(0, 0);

    /// <summary>An output of at least this is a positive prediction.</summary>
    /// <value>Default 0.5.</value>
    public double Threshold { get; init; } = 0.5;

    /// <summary>
    /// Of a model that predicts numbers: a prediction further from the truth than this is wrong. Take the error that one
    /// in ten exceeded at validation.
    /// </summary>
    /// <value>0 or more; default null: the model predicts classes.</value>
    public double? LargestError { get; init; }

    /// <summary>The probability that the first alarm ever is false.</summary>
    /// <value>Above 0 and below 1. Default 0.05.</value>
    public double Alpha { get; init; } = 0.05;

    /// <summary>How much more often than at validation it may be wrong.</summary>
    /// <value>0 to 1. Default 0.</value>
    public double Tolerance { get; init; }

    /// <summary>Latest predictions of the model whose outcome is waited for; of older ones the log knows, and no alarm.</summary>
    /// <value>1,000 to 10,000,000. Default 100,000: about 10 MB.</value>
    public int Waiting { get; init; } = 100_000;

    /// <summary>Outcomes in a window of how well a version, or one of its segments, does.</summary>
    /// <value>10 to 10,000,000. Default 1,000.</value>
    public int WindowRows { get; init; } = 1_000;

    /// <summary>Whether the alarm goes on after a restart of the app where it was: its promise then holds for the version's life.</summary>
    /// <value>Default true.</value>
    public bool KeepAcrossRestarts { get; init; } = true;

    /// <summary>How urgent alerts are.</summary>
    /// <value>Default <see cref="AlertSeverity.Critical"/>.</value>
    public AlertSeverity Severity { get; init; } = AlertSeverity.Critical;

    /// <summary>Who looks after alerts.</summary>
    /// <value>Default null: nobody is named.</value>
    public string? Owner { get; init; }

    /// <summary>What to do about an alert, such as the address of a page.</summary>
    /// <value>Default null: there is none.</value>
    public string? Playbook { get; init; }

    /// <summary>Throws unless every value is in its range.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal PerformanceBaseline Validated()
    {
        Require(this is { Rows: 0, Errors: 0 } || (Rows >= 1 && Errors >= 0 && Errors <= Rows), nameof(Errors), $"{Errors} of {Rows}", "between 0 and the rows, of which there must be one");
        Require(!double.IsNaN(Threshold), nameof(Threshold), Threshold, "a number");
        Require(LargestError is null or >= 0, nameof(LargestError), LargestError, "0 or more");
        Require(Alpha is > 0 and < 1, nameof(Alpha), Alpha, "above 0 and below 1");
        Require(Tolerance is >= 0 and <= 1, nameof(Tolerance), Tolerance, "between 0 and 1");
        Require(WindowRows is >= 10 and <= 10_000_000, nameof(WindowRows), WindowRows, "between 10 and 10000000");
        Require(Waiting is >= 1_000 and <= 10_000_000, nameof(Waiting), Waiting, "between 1000 and 10000000");
        return this;
    }

    private static void Require(bool valid, string name, object? value, string range)
    {
        if (!valid)
            throw new ArgumentException($"{nameof(PerformanceBaseline)}.{name} is {value}; it must be {range}.", name);
    }
}
