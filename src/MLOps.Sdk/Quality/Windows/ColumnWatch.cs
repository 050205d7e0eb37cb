using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Sketches;

namespace MLOps.Sdk.Quality.Windows;

/// <summary>Counts of one column in a window what its rule asks for. Owned by the monitors' thread; a row takes no memory.</summary>
internal abstract class ColumnWatch
{
    /// <summary>The probability to call a rule broken in a window by chance.</summary>
    protected const double Doubt = 1e-6;

    private readonly TimeSpan? _unchangedAfter;
    private BadRows _missing;
    private BadRows _otherType;
    private BadRows _outside;

    protected ColumnWatch(ColumnRule rule, TimeSpan? unchangedAfter)
    {
        Rule = rule;
        _unchangedAfter = unchangedAfter;
        Distinct = rule.MaximumDistinct is not null || rule.MinimumDistinct > 2 ? new DistinctCount() : null;
    }

    public ColumnRule Rule { get; }

    /// <summary>The rows of the window.</summary>
    protected long Rows { get; private set; }

    /// <summary>Those with a value of the rule's type.</summary>
    protected long Values => Rows - _missing.Count - _otherType.Count;

    protected ValueRuns Runs;

    /// <summary>Counts distinct values where the rule limits them.</summary>
    protected DistinctCount? Distinct { get; }

    /// <summary>Every rule about the column, and how the window keeps it.</summary>
    /// <param name="to">The latest record time, in microseconds since 1970.</param>
    public IEnumerable<QualityFinding> Findings(long to)
    {
        if (Rule.MaximumMissing is { } missing)
            yield return Judgement.Share(Rule.Name, "missing", _missing.Count, Rows, missing, "values are missing", Doubt);
        if (Rule.MaximumTypeChanges is { } changes)
            yield return Judgement.Share(Rule.Name, "typeChange", _otherType.Count, Rows, changes, Rule.Kind == FeatureKind.Numeric ? "values are texts where numbers were" : "values are numbers where texts were", Doubt);
        if (Rule.Kind == FeatureKind.Numeric && Rule.MaximumOutOfRange is { } outside && (Rule.Minimum ?? Rule.Maximum) is not null)
            yield return Judgement.Share(Rule.Name, "outOfRange", _outside.Count, Values, outside, FormattableString.Invariant($"values are not from {Rule.Minimum:G6} to {Rule.Maximum:G6}"), Doubt);
        foreach (QualityFinding finding in OwnFindings())
            yield return finding;
        if (Rule.MinimumDistinct is { } fewest)
            yield return Constant(fewest);
        if (Rule.MaximumDistinct is { } most)
            yield return Cardinality(most);
        if (Rule.MaximumRun is { } run)
            yield return Judgement.Count(Rule.Name, "stale", (int)Math.Min(Runs.Longest, int.MaxValue), Values, run, "rows in a row have the same value");
        if (_unchangedAfter is { } age && Rule.MinimumDistinct > 1)
            yield return Unchanged(age, to);
    }

    /// <summary>The first row that was against a rule; null where none stands out.</summary>
    public virtual long? FirstRowOf(string check) => check switch
    {
        "missing" when _missing.Count > 0 => _missing.First,
        "typeChange" when _otherType.Count > 0 => _otherType.First,
        "outOfRange" when _outside.Count > 0 => _outside.First,
        _ => null,
    };

    /// <summary>What a value against a rule looks like; null where none stands out.</summary>
    public virtual string? ExampleOf(string check) => null;

    /// <summary>Begins another window.</summary>
    public virtual void Clear()
    {
        Rows = 0;
        _missing = _otherType = _outside = default;
        Runs.NextWindow();
        Distinct?.Clear();
    }

    public void AddMissing(long row)
    {
        Rows++;
        _missing.Add(row);
    }

    /// <summary>The rules that only this type of column has.</summary>
    protected virtual IEnumerable<QualityFinding> OwnFindings() => [];

    /// <summary>The distinct values of the window, and the estimate's error.</summary>
    protected abstract (double Count, double Error) CountDistinct();

    /// <summary>The probability that a window of the reference's data is constant; 0 where that is not known.</summary>
    protected abstract double ChanceOfConstant();

    protected void AddOtherType(long row)
    {
        Rows++;
        _otherType.Add(row);
    }

    protected void AddNumber(double value, long row, long microseconds)
    {
        Rows++;
        if (value < Rule.Minimum || value > Rule.Maximum || double.IsInfinity(value))
            _outside.Add(row);
        AddValue((ulong)BitConverter.DoubleToInt64Bits(value + 0.0), microseconds); // −0 and +0 are one value
    }

    protected void AddText(ulong hash, long microseconds)
    {
        Rows++;
        Runs.Add(hash, microseconds);
    }

    private void AddValue(ulong bits, long microseconds)
    {
        Runs.Add(bits, microseconds);
        Distinct?.Add(bits);
    }

    private QualityFinding Constant(int fewest)
    {
        if (Values < fewest)
            return Judgement.Unsaid(Rule.Name, "constant", fewest);
        (double count, _) = CountDistinct();
        bool? kept = count >= fewest ? true : ChanceOfConstant() > Doubt ? null : false;
        return new QualityFinding(Rule.Name, "constant", count, fewest, kept, Judgement.Words(count, "distinct values; at least", fewest));
    }

    private QualityFinding Cardinality(int most)
    {
        if (Values == 0)
            return Judgement.Unsaid(Rule.Name, "cardinality", most);
        (double count, double error) = CountDistinct();
        bool? kept = count <= most ? true : count - error <= most ? null : false;
        return new QualityFinding(Rule.Name, "cardinality", count, most, kept, Judgement.Words(count, "distinct values; at most", most));
    }

    private QualityFinding Unchanged(TimeSpan limit, long to)
    {
        if (Values < 2)
            return Judgement.Unsaid(Rule.Name, "unchanged", limit.TotalSeconds);
        double seconds = (to - Runs.ChangedAt) / 1e6;
        return new QualityFinding(Rule.Name, "unchanged", seconds, limit.TotalSeconds, seconds <= limit.TotalSeconds, Judgement.Words(seconds, "seconds it has kept its value; at most", limit.TotalSeconds));
    }
}
