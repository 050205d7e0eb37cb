namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>What all detectors share: rows that are no numbers are left out, and a drift starts them afresh.</summary>
public abstract class ChangeDetector : IChangeDetector
{
    private bool _drifted;

    /// <inheritdoc />
    public long Rows { get; private set; }

    /// <inheritdoc />
    public long Skipped { get; private set; }

    /// <inheritdoc />
    public ChangeSignal Add(double value)
    {
        Rows++;
        if (!double.IsFinite(value))
        {
            Skipped++;
            return ChangeSignal.None;
        }

        if (_drifted)
            Restart();
        ChangeSignal signal = Next(value);
        _drifted = signal == ChangeSignal.Drift;
        return signal;
    }

    /// <inheritdoc />
    public void Clear()
    {
        Rows = 0;
        Skipped = 0;
        _drifted = false;
        Restart();
    }

    /// <summary>Takes in a finite number.</summary>
    protected abstract ChangeSignal Next(double value);

    /// <summary>Begins afresh, after a drift as well.</summary>
    protected abstract void Restart();

    /// <summary>Throws unless the value is 0 or 1.</summary>
    private protected static bool Error(double value, string detector) => value is 0 or 1
        ? value == 1
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{detector} watches errors: 1 for a wrong prediction, 0 for a right one.");

    /// <summary>Throws unless the value lies in 0 to 1.</summary>
    private protected static double Bounded(double value, string detector) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{detector} watches losses between 0 and 1, such as 1 for a wrong prediction and 0 for a right one.");

    /// <summary>Throws unless an option lies above 0 and below 1.</summary>
    private protected static double Probability(double value, string name) => value is > 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "It must lie above 0 and below 1.");

    /// <summary>Throws unless an option is a number of at least a limit.</summary>
    private protected static double AtLeast(double value, double limit, string name) => value >= limit && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"It must be a number of at least {limit}.");

    /// <summary>Throws unless an option is at least a limit.</summary>
    private protected static int AtLeast(int value, int limit, string name) => value >= limit
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"It must be at least {limit}.");
}
