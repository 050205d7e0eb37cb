namespace MLOps.Sdk.Drift.Alarms;

/// <summary>How drift raises alerts.</summary>
public enum AlarmMethod
{
    /// <summary>
    /// The conformal e-mixture, looked at after every row: the probability that any alarm of the version is ever false
    /// is at most <see cref="DriftAlarmOptions.Alpha"/>.
    /// </summary>
    EMixture = 0,

    /// <summary>
    /// A test of each closed window, Kolmogorov-Smirnov or chi-square, at levels that sum to
    /// <see cref="DriftAlarmOptions.Alpha"/> over all windows and signals. Slower than the e-mixture.
    /// </summary>
    Windows = 1,

    /// <summary>A plain threshold on a figure of each window, with hysteresis. Promises no rate of false alarms.</summary>
    Thresholds = 2,

    /// <summary>No alerts; windows are kept all the same.</summary>
    None = 3,
}

/// <summary>What the e-mixture does with a signal after its alarm.</summary>
public enum AfterAlarm
{
    /// <summary>Nothing more: one alarm, until the version or its reference changes.</summary>
    Freeze = 0,

    /// <summary>The next <see cref="DriftAlarmOptions.RebaselineRows"/> rows become the signal's reference, with a new alpha.</summary>
    Rebaseline = 1,

    /// <summary>
    /// It goes on against the same reference and raises again, with <see cref="DriftAlarmOptions.RowsBetweenFalseAlarms"/>
    /// rows between false alarms on average, or more. A change is over, and another one can be raised, after 1,000 quiet
    /// rows, and as many as it lasted.
    /// </summary>
    Sequential = 2,
}

/// <summary>The figure of a window that a threshold is put on.</summary>
public enum DriftFigure
{
    /// <summary>The population stability index.</summary>
    Psi = 0,

    /// <summary>The Kolmogorov-Smirnov statistic; numbers only.</summary>
    Ks = 1,

    /// <summary>The Jensen-Shannon distance.</summary>
    JensenShannon = 2,

    /// <summary>The share of missing values.</summary>
    Missing = 3,
}
