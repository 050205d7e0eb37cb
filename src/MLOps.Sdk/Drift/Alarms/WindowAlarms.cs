using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Windows;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>The alarms of a version that look at closed windows: tests with alpha spending, or thresholds. Owned by the monitors' thread.</summary>
internal sealed class WindowAlarms
{
    private readonly DriftAlarmOptions _options;
    private readonly DriftAlerts _alerts;
    private readonly Dictionary<string, State> _signals = new(StringComparer.Ordinal);
    private long _windows;

    /// <param name="watched">The references of the watched signals.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="alerts">Writes the alerts.</param>
    public WindowAlarms(IEnumerable<SignalReference> watched, DriftAlarmOptions options, DriftAlerts alerts)
    {
        _options = options;
        _alerts = alerts;
        foreach (SignalReference reference in watched)
        {
            if (!options.Ignored.Contains(reference.Name))
                _signals[reference.Name] = new State(reference);
        }
    }

    /// <summary>Looks at a closed window, and raises what there is to raise.</summary>
    public void Observe(DriftWindow window)
    {
        _windows++;
        foreach (SignalDrift signal in window.Signals)
        {
            if (!_signals.TryGetValue(signal.Signal, out State? state))
                continue;
            if (_options.Method == AlarmMethod.Windows)
                Test(signal, state, window);
            else
                Compare(signal, state, window);
        }
    }

    /// <summary>Window k gets 6α / (π² k²), shared by the signals: over all windows that is α.</summary>
    private void Test(SignalDrift signal, State state, DriftWindow window)
    {
        if (state.IsRaised)
            return;
        double level = 6 * _options.Alpha / (Math.PI * Math.PI * _windows * _windows * _signals.Count);
        (double? pValue, double effect) = WindowTest.Of(state.Reference, signal.Statistics);
        if (pValue is not { } p || p > level || effect < _options.MinimumEffect)
            return;
        state.IsRaised = true;
        _alerts.RaiseTest(signal.Signal, p, level, effect, _options.Alpha, window.To, window.FirstRow + window.Rows - 1);
    }

    private void Compare(SignalDrift signal, State state, DriftWindow window)
    {
        double? figure = _options.Figure switch
        {
            DriftFigure.Ks => signal.Statistics.Ks,
            DriftFigure.JensenShannon => signal.Statistics.JensenShannon,
            DriftFigure.Missing => signal.Statistics.Missing,
            _ => signal.Statistics.Psi,
        };

        // Unknown is neither above nor below: it changes nothing.
        if (figure is not { } value)
            return;
        state.WindowsAbove = value >= _options.RaiseAt ? state.WindowsAbove + 1 : 0;
        if (value < _options.ClearBelow)
            state.IsRaised = false;
        if (state.IsRaised || state.WindowsAbove < _options.RaiseWindows)
            return;
        state.IsRaised = true;
        _alerts.RaiseThreshold(signal.Signal, _options.Figure, value, _options.RaiseAt, window.To, window.FirstRow + window.Rows - 1);
    }

    private sealed class State(SignalReference reference)
    {
        public SignalReference Reference { get; } = reference;

        public bool IsRaised { get; set; }

        public int WindowsAbove { get; set; }
    }
}
