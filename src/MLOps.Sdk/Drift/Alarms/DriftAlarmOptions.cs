using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>When drift raises an alert, and whose the alert is. One set for all models, and one for each that changes it.</summary>
public sealed class DriftAlarmOptions
{
    private AlertRoutes _routes = new();
    private readonly HashSet<string> _ignored = new(StringComparer.Ordinal);

    /// <summary>How drift raises alerts.</summary>
    /// <value>Default <see cref="AlarmMethod.EMixture"/>.</value>
    public AlarmMethod Method { get; set; }

    /// <summary>The probability that any alarm of a version is ever false, over all its signals, for as long as <see cref="KeepAcrossRestarts"/> says.</summary>
    /// <value>Above 0 and below 1. Default 0.05. Not for <see cref="AlarmMethod.Thresholds"/>, which promise nothing.</value>
    public double Alpha { get; set; } = 0.05;

    /// <summary>Whether alarms look at all predictions of a version together; false leaves them to its segments, such as the hours of the week.</summary>
    /// <value>Default true.</value>
    public bool WholeModel { get; set; } = true;

    /// <summary>Changes smaller than this raise nothing, however sure they are.</summary>
    /// <value>0 to 1: for numbers the largest gap of the distribution functions, for categories the largest change of a share. Default 0.02.</value>
    public double MinimumEffect { get; set; } = 0.02;

    /// <summary>What the e-mixture does with a signal after its alarm.</summary>
    /// <value>Default <see cref="AfterAlarm.Freeze"/>.</value>
    public AfterAlarm AfterAlarm { get; set; }

    /// <summary>Rows that become the new reference of a signal, for <see cref="AfterAlarm.Rebaseline"/>.</summary>
    /// <value>100 to 100,000. Default 1,000.</value>
    public int RebaselineRows { get; set; } = 1_000;

    /// <summary>The mean number of rows between false alarms of a version after a first one, at least, for <see cref="AfterAlarm.Sequential"/>.</summary>
    /// <value>1,000 to 1,000,000,000. Default 100,000.</value>
    public long RowsBetweenFalseAlarms { get; set; } = 100_000;

    /// <summary>Decides between equal values, so that the same rows raise the same alarms on every machine.</summary>
    /// <value>Default 1. Each version and signal has a seed of its own that depends on it.</value>
    public ulong Seed { get; set; } = 1;

    /// <summary>The figure that has a threshold, for <see cref="AlarmMethod.Thresholds"/>.</summary>
    /// <value>Default <see cref="DriftFigure.Psi"/>.</value>
    public DriftFigure Figure { get; set; }

    /// <summary>A threshold raises when the figure is at least this in <see cref="RaiseWindows"/> windows in a row.</summary>
    /// <value>Above 0. Default 0.2.</value>
    public double RaiseAt { get; set; } = 0.2;

    /// <summary>A threshold that raised raises again only after the figure was below this.</summary>
    /// <value>0 to <see cref="RaiseAt"/>. Default 0.1.</value>
    public double ClearBelow { get; set; } = 0.1;

    /// <summary>See <see cref="RaiseAt"/>.</summary>
    /// <value>1 to 1,000. Default 1.</value>
    public int RaiseWindows { get; set; } = 1;

    /// <summary>How urgent alerts are.</summary>
    /// <value>Default <see cref="AlertSeverity.Warning"/>.</value>
    public AlertSeverity Severity
    {
        get => _routes.Severity;
        set => _routes.Severity = value;
    }

    /// <summary>Who looks after alerts.</summary>
    /// <value>Default null: nobody is named.</value>
    public string? Owner
    {
        get => _routes.Owner;
        set => _routes.Owner = value;
    }

    /// <summary>What to do about an alert, such as the address of a page.</summary>
    /// <value>Default null: there is none.</value>
    public string? Playbook
    {
        get => _routes.Playbook;
        set => _routes.Playbook = value;
    }

    /// <summary>
    /// Whether the e-mixture goes on after a restart of the app where it was, as long as version and reference are the same:
    /// the promise then holds for the version's life. Without it, each start is a life of its own.
    /// </summary>
    /// <value>Default true. What was seen since the last save, at most ten seconds, is taken in from the log after a crash.</value>
    public bool KeepAcrossRestarts { get; set; } = true;

    /// <summary>The signals that raise no alerts.</summary>
    internal IReadOnlyCollection<string> Ignored => _ignored;

    /// <summary>Raises no alerts about some signals; their windows are kept, and the others share the whole alpha.</summary>
    public DriftAlarmOptions Ignore(params IEnumerable<string> signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        _ignored.UnionWith(signals);
        return this;
    }

    /// <summary>Gives the alerts about one signal an owner, a playbook or a severity of their own; null keeps the model's.</summary>
    public DriftAlarmOptions Route(string signal, string? owner = null, string? playbook = null, AlertSeverity? severity = null)
    {
        _routes.Set(signal, owner, playbook, severity);
        return this;
    }

    /// <summary>Whose an alert about a signal is.</summary>
    internal (string? Owner, string? Playbook, AlertSeverity Severity) RouteOf(string signal) => _routes.Of(signal);

    /// <summary>The same options, to be changed for one model.</summary>
    internal DriftAlarmOptions Copy()
    {
        var copy = new DriftAlarmOptions
        {
            Method = Method,
            WholeModel = WholeModel,
            Alpha = Alpha,
            MinimumEffect = MinimumEffect,
            AfterAlarm = AfterAlarm,
            RebaselineRows = RebaselineRows,
            RowsBetweenFalseAlarms = RowsBetweenFalseAlarms,
            Seed = Seed,
            Figure = Figure,
            RaiseAt = RaiseAt,
            ClearBelow = ClearBelow,
            RaiseWindows = RaiseWindows,
            KeepAcrossRestarts = KeepAcrossRestarts,
            _routes = _routes.Copy(),
        };
        copy._ignored.UnionWith(_ignored);
        return copy;
    }
}
