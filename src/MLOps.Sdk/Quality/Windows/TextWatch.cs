using System.Text;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Sketches;

namespace MLOps.Sdk.Quality.Windows;

/// <summary>A column that the model declares as a category, or the label of its output.</summary>
internal sealed class TextWatch : ColumnWatch
{
    private const int ExampleBytes = 64;

    // Categories that the rule knows, which of them the window has, and how frequent they are in the reference.
    private readonly CategoryTable? _known;
    private readonly bool[] _seen;
    private readonly double[]? _shares;
    private readonly byte[] _example = new byte[ExampleBytes];
    private int _exampleLength;
    private BadRows _unseen;
    private BadRows _tooLong;
    private int _longest;

    public TextWatch(ColumnRule rule, SignalReference? reference, TimeSpan? unchangedAfter) : base(rule, unchangedAfter)
    {
        _known = rule is { Kind: FeatureKind.Categorical, Categories: { } categories } ? new CategoryTable(categories.Distinct(StringComparer.Ordinal)) : null;
        _seen = new bool[_known?.Categories.Length ?? 0];
        _shares = _known is not null && reference?.Categorical is { } baseline ? SharesOf(_known, baseline.Counter) : null;
    }

    /// <summary>Takes in a text, UTF-8.</summary>
    public void Add(ReadOnlySpan<byte> text, long row, long microseconds)
    {
        if (Rule.Kind == FeatureKind.Numeric)
        {
            AddNumber(text, row, microseconds);
            return;
        }

        ulong hash = CategoryTable.Hash64(text);
        AddText(hash, microseconds);
        AddLength(text, row);
        int cell = _known?.Find(text) ?? 0;
        if (_known is null)
        {
            Distinct?.Add(hash);
        }
        else if (cell < _seen.Length)
        {
            _seen[cell] = true;
        }
        else
        {
            Distinct?.Add(hash);
            if (_unseen.Count == 0)
                KeepExample(text);
            _unseen.Add(row);
        }
    }

    public override long? FirstRowOf(string check) => check switch
    {
        "unseen" when _unseen.Count > 0 => _unseen.First,
        "textLength" when _tooLong.Count > 0 => _tooLong.First,
        _ => base.FirstRowOf(check),
    };

    public override string? ExampleOf(string check) => check switch
    {
        "unseen" when _unseen.Count > 0 => Encoding.UTF8.GetString(_example, 0, _exampleLength),
        "vanished" => string.Join(", ", Vanished().Take(5)),
        _ => null,
    };

    public override void Clear()
    {
        base.Clear();
        Array.Clear(_seen);
        _unseen = _tooLong = default;
        (_longest, _exampleLength) = (0, 0);
    }

    protected override IEnumerable<QualityFinding> OwnFindings()
    {
        if (Rule.Kind == FeatureKind.Numeric)
            yield break;
        if (_known is not null && Rule.MaximumUnseen is { } unseen)
            yield return Judgement.Share(Rule.Name, "unseen", _unseen.Count, Values, unseen, "values are of categories that were not known", Doubt);
        if (_known is not null && Rule.MaximumVanished is { } vanished)
        {
            yield return _shares is null
                ? Judgement.Count(Rule.Name, "vanished", _seen.Count(static seen => !seen), Values, vanished, "known categories are absent")
                : Judgement.Count(Rule.Name, "vanished", Vanished().Count(), Values, 0, "known categories are absent, and not by chance");
        }

        if (Rule.MaximumLength is { } length)
            yield return Judgement.Count(Rule.Name, "textLength", _longest, Values, length, "characters has the longest text");
    }

    protected override (double Count, double Error) CountDistinct()
    {
        if (Distinct is null)
            return (Values == 0 ? 0 : Runs.Varies ? 2 : 1, 0);
        double others = Math.Round(Distinct.Estimate());
        return (_seen.Count(static seen => seen) + others, 4 * DistinctCount.StandardError * others);
    }

    protected override double ChanceOfConstant() => _shares is null ? 0 : Math.Pow(_shares.Max(), Values);

    private void AddNumber(ReadOnlySpan<byte> text, long row, long microseconds)
    {
        if (!MissingText.TryNumber(text, out double value))
            AddOtherType(row);
        else if (double.IsNaN(value))
            AddMissing(row);
        else
            AddNumber(value, row, microseconds);
    }

    private void AddLength(ReadOnlySpan<byte> text, long row)
    {
        // A text has at least as many bytes as UTF-16 code units: most need not be counted.
        if (text.Length <= _longest)
            return;
        int length = Encoding.UTF8.GetCharCount(text);
        _longest = Math.Max(_longest, length);
        if (length > Rule.MaximumLength)
            _tooLong.Add(row);
    }

    private void KeepExample(ReadOnlySpan<byte> text)
    {
        _exampleLength = Math.Min(text.Length, ExampleBytes);
        text[.._exampleLength].CopyTo(_example);
    }

    /// <summary>The absent categories that chance does not explain: one of n was frequent enough to be absent by chance with a probability of less than a millionth of 1 / n.</summary>
    private IEnumerable<string> Vanished()
    {
        for (int i = 0; i < _seen.Length; i++)
        {
            if (!_seen[i] && (_shares is null || Math.Pow(1 - _shares[i], Values) * _seen.Length < Doubt))
                yield return _known!.Categories[i];
        }
    }

    private static double[]? SharesOf(CategoryTable known, CategoryCounter reference)
    {
        long values = reference.Rows - reference.Missing;
        if (values == 0 || known.Categories.IsEmpty)
            return null;
        double[] shares = new double[known.Categories.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            int cell = reference.Table.Find(Encoding.UTF8.GetBytes(known.Categories[i]));
            shares[i] = cell < reference.Table.Other ? (double)reference.Counts[cell] / values : 0;
        }

        return shares;
    }
}
