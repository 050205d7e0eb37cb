using System.Collections.Immutable;
using MLOps.Sdk.Drift.Multivariate;

namespace MLOps.Sdk.Drift.References;

/// <summary>
/// The distribution of a version's features and output at training or validation time: what windows are compared with.
/// Immutable, safe on any thread; <see cref="ToJson"/> stores it beside a version.
/// </summary>
public sealed class ReferenceProfile
{
    /// <summary>The name of the model's output among the signals: "prediction".</summary>
    public const string OutputSignal = "prediction";

    /// <summary>A profile of the given signals.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="rows">The rows that the signals were counted over, at least 1.</param>
    /// <param name="signals">One for each watched feature, and one named <see cref="OutputSignal"/> for the output.</param>
    /// <exception cref="ReferenceException">No rows, or a signal is there twice.</exception>
    public ReferenceProfile(string model, long rows, IEnumerable<SignalReference> signals)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(signals);
        if (rows < 1)
            throw new ReferenceException($"The reference of model '{model}' has no rows. Give it at least one row, better a thousand.");

        Model = model;
        Rows = rows;
        Signals = [.. signals];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (SignalReference signal in Signals)
        {
            if (!names.Add(signal.Name))
                throw new ReferenceException($"The reference of model '{model}' has signal '{signal.Name}' twice. Rename one ('{OutputSignal}' is the model's output).");
        }
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>The rows of the reference.</summary>
    public long Rows { get; }

    /// <summary>The signals, features in declared order and then the output.</summary>
    public ImmutableArray<SignalReference> Signals { get; }

    /// <summary>How numeric features go together; null where that is not remembered.</summary>
    public MultivariateReference? Multivariate { get; private init; }

    /// <summary>The profile, remembering how numeric features go together as well.</summary>
    public ReferenceProfile With(MultivariateReference multivariate)
    {
        ArgumentNullException.ThrowIfNull(multivariate);
        return multivariate.Name is null
            ? new ReferenceProfile(Model, Rows, Signals) { Multivariate = multivariate }
            : throw new ReferenceException($"A profile remembers how features go together, and '{multivariate.Name}' is an embedding. Declare it where the model is declared: how it is made is code.");
    }

    /// <summary>The signal with this name, or null.</summary>
    public SignalReference? Find(string name)
    {
        foreach (SignalReference signal in Signals)
        {
            if (string.Equals(signal.Name, name, StringComparison.Ordinal))
                return signal;
        }

        return null;
    }

    /// <summary>The profile as JSON that <see cref="Parse"/> reads back: every count as it was, sums but for their last digit.</summary>
    public string ToJson() => ReferenceJson.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="ReferenceException">The text is not a profile, or of a newer format.</exception>
    public static ReferenceProfile Parse(string json) => ReferenceJson.Read(json);
}
