using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Quality;

/// <summary>How the data of a model is held to its schema while it is served, and whose the alerts are.</summary>
public sealed class QualityOptions
{
    private readonly AlertRoutes _routes = new();
    private readonly HashSet<string> _ignored = new(StringComparer.Ordinal);

    /// <summary>The rules; null infers them from the reference of the version that answers.</summary>
    public DataSchema? Schema { get; set; }

    /// <summary>A model that was asked nothing for so long raises an alert, by the clock of the app.</summary>
    /// <value>1 second to 366 days. Default null: silence is no fault.</value>
    public TimeSpan? SilentAfter { get; set; }

    /// <summary>A feature that may change and kept its value for so long, while predictions went on, raises an alert: its source has gone stale.</summary>
    /// <value>1 second to 366 days, by record times. Default null: only <see cref="ColumnRule.MaximumRun"/> tells.</value>
    public TimeSpan? UnchangedAfter { get; set; }

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

    /// <summary>The columns that raise no alerts.</summary>
    internal IReadOnlyCollection<string> Ignored => _ignored;

    /// <summary>Raises no alerts about some columns; what is found of them is kept all the same.</summary>
    public QualityOptions Ignore(params IEnumerable<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _ignored.UnionWith(columns);
        return this;
    }

    /// <summary>Gives the alerts about one column an owner, a playbook or a severity of their own; null keeps the model's.</summary>
    public QualityOptions Route(string column, string? owner = null, string? playbook = null, AlertSeverity? severity = null)
    {
        _routes.Set(column, owner, playbook, severity);
        return this;
    }

    /// <summary>Whose an alert about a column is.</summary>
    internal (string? Owner, string? Playbook, AlertSeverity Severity) RouteOf(string column) => _routes.Of(column);

    /// <summary>Throws unless every value is in its range.</summary>
    /// <param name="model">Whose they are.</param>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal QualityOptions Validated(string model)
    {
        Require(nameof(SilentAfter), SilentAfter);
        Require(nameof(UnchangedAfter), UnchangedAfter);
        return this;

        void Require(string name, TimeSpan? value)
        {
            if (value is { } time && (time < TimeSpan.FromSeconds(1) || time > TimeSpan.FromDays(366)))
                throw new ArgumentException($"Model '{model}', {nameof(QualityOptions)}.{name} is {time}; it must lie between 1 second and 366 days, or be null.", name);
        }
    }
}
