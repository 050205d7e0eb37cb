using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Offline;

/// <summary>A row whose truth is known.</summary>
/// <param name="Features">What the model is given.</param>
/// <param name="Label">The truth: 0 or 1, a class or a value.</param>
public sealed record LabelledRow(LoggedFeatures Features, double Label)
{
    /// <summary>Texts by which rows can be grouped, beside the features.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>What was answered when the row was served; NaN when that is not known.</summary>
    public double Served { get; init; } = double.NaN;

    /// <summary>The version that answered then, or null.</summary>
    public string? ServedBy { get; init; }

    /// <summary>What a rule's group calls this row: a tag, else a feature; "" when it has neither.</summary>
    internal string Segment(string column) => Tags.TryGetValue(column, out string? tag) ? tag : Features.Text(column) ?? "";
}

/// <summary>Where labelled rows come from. Read once or several times; each time the same rows in the same order.</summary>
public interface ILabelledRows
{
    /// <summary>What they are, for people and for the record.</summary>
    string Name { get; }

    /// <summary>The rows.</summary>
    IAsyncEnumerable<LabelledRow> ReadAsync(CancellationToken cancellationToken = default);
}

/// <summary>Labelled rows that a method gives.</summary>
/// <param name="name">What they are, for people and for the record.</param>
/// <param name="read">Gives the rows.</param>
public sealed class DelegateRows(string name, Func<CancellationToken, IAsyncEnumerable<LabelledRow>> read) : ILabelledRows
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public IAsyncEnumerable<LabelledRow> ReadAsync(CancellationToken cancellationToken = default) => read(cancellationToken);
}

/// <summary>The rows of a stretch of the log whose outcome is known; of several outcomes of one row the latest.</summary>
/// <param name="log">The log.</param>
/// <param name="stretch">Which rows.</param>
/// <param name="labels">What labels that are texts stand for; null reads numbers, true and false.</param>
public sealed class LogRows(IPredictionLog log, LogStretch stretch, IReadOnlyDictionary<string, double>? labels = null) : ILabelledRows
{
    /// <inheritdoc/>
    public string Name => stretch.ToString();

    /// <summary>The rows of the stretch that were read last, with and without a truth.</summary>
    public long Seen { get; private set; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LabelledRow> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Seen = 0;
        await foreach (LoggedPrediction prediction in stretch.ReadAsync(log, cancellationToken).ConfigureAwait(false))
        {
            Seen++;
            double label = Truth.Of(prediction, labels);
            if (double.IsNaN(label))
                continue;
            yield return new LabelledRow(new LoggedFeatures(prediction.Features), label)
            {
                Tags = prediction.Tags,
                Served = prediction.Output ?? double.NaN,
                ServedBy = prediction.Version,
            };
        }
    }
}
