namespace MLOps.Sdk.Storage;

/// <summary>Whose the alerts of a monitor are: for all its signals, and for some of their own. Not safe on several threads.</summary>
internal sealed class AlertRoutes
{
    private readonly Dictionary<string, Route> _own = new(StringComparer.Ordinal);

    public AlertSeverity Severity { get; set; } = AlertSeverity.Warning;

    public string? Owner { get; set; }

    public string? Playbook { get; set; }

    /// <summary>Gives one signal's alerts an owner, a playbook or a severity of their own; null keeps those of all.</summary>
    public void Set(string signal, string? owner, string? playbook, AlertSeverity? severity)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(signal);
        _own[signal] = new Route(owner, playbook, severity);
    }

    /// <summary>Whose an alert about a signal is.</summary>
    public (string? Owner, string? Playbook, AlertSeverity Severity) Of(string signal)
    {
        Route? route = _own.GetValueOrDefault(signal);
        return (route?.Owner ?? Owner, route?.Playbook ?? Playbook, route?.Severity ?? Severity);
    }

    public AlertRoutes Copy()
    {
        var copy = new AlertRoutes { Severity = Severity, Owner = Owner, Playbook = Playbook };
        foreach ((string signal, Route route) in _own)
            copy._own[signal] = route;
        return copy;
    }

    private sealed record Route(string? Owner, string? Playbook, AlertSeverity? Severity);
}
