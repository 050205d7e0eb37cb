namespace MLOps.Sdk.Evaluation.Gates;

/// <summary>One condition on a candidate, as text: <c>METRIC [gap] [by COLUMN] (>= | > | &lt;= | &lt;) (NUMBER | champion [(+ | - | *) NUMBER])</c>.</summary>
/// <remarks>
/// <c>accuracy >= 0.8</c> · <c>accuracy >= champion - 0.01</c> (non-inferior) · <c>auc > champion</c> (better) ·
/// <c>latency_p99 &lt;= champion * 1.2</c> · <c>recall by region >= 0.6</c> (in every region) · <c>recall gap by region &lt;= 0.1</c>
/// (the best region less the worst: a bias limit) · <c>rows >= 1000</c> · <c>failed &lt;= 0</c>.
/// Metrics of two classes: accuracy, precision, recall, specificity, f1, balanced_accuracy, matthews, positive_rate, auc,
/// log_loss, brier; of values: mae, mse, rmse, r2, bias; of any: accuracy (equal), cost, latency_mean, latency_p50,
/// latency_p95, latency_p99 (microseconds), rows, failed (rows without a number).
/// </remarks>
public sealed record GateRule
{
    private GateRule(string text, string metric)
    {
        Text = text;
        Metric = metric;
    }

    /// <summary>The rule as it was written, blanks made single.</summary>
    public string Text { get; }

    /// <summary>The metric's name.</summary>
    public string Metric { get; }

    /// <summary>The column whose values part the rows into groups, or null.</summary>
    public string? GroupBy { get; init; }

    /// <summary>Whether the figure is the difference between the greatest and the least group.</summary>
    public bool IsGap { get; init; }

    /// <summary>The comparison.</summary>
    public GateComparison Comparison { get; init; }

    /// <summary>How many times the champion's figure is the limit; 0 for a limit that is a number.</summary>
    public double ChampionFactor { get; init; }

    /// <summary>What is added to the champion's part.</summary>
    public double Offset { get; init; }

    /// <summary>Whether a champion is needed.</summary>
    public bool NeedsChampion => ChampionFactor != 0;

    /// <summary>Reads a rule.</summary>
    /// <exception cref="FormatException">It is not a rule: the message says where, and shows one.</exception>
    public static GateRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return GateRuleParser.Parse(text);
    }

    internal static GateRule Create(string text, string metric) => new(text, metric);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>What an estimate of candidate − factor · champion says.</summary>
    internal Verdict Judge(double low, double high) => Comparison switch
    {
        GateComparison.AtLeast => low >= Offset ? Verdict.Pass : high < Offset ? Verdict.Fail : Verdict.Inconclusive,
        GateComparison.MoreThan => low > Offset ? Verdict.Pass : high <= Offset ? Verdict.Fail : Verdict.Inconclusive,
        GateComparison.AtMost => high <= Offset ? Verdict.Pass : low > Offset ? Verdict.Fail : Verdict.Inconclusive,
        _ => high < Offset ? Verdict.Pass : low >= Offset ? Verdict.Fail : Verdict.Inconclusive,
    };
}
