namespace Loop.Streams;

/// <summary>What the model is asked, and what turns out to be true.</summary>
internal sealed record LabelledRow(double[] Values, bool Truth);

/// <summary>Rows in the order in which they happen.</summary>
internal interface ILabelledStream
{
    /// <summary>The features.</summary>
    string[] Features { get; }

    /// <summary>How many rows of the changed world a model is retrained on and judged by.</summary>
    int Rows { get; }

    /// <summary>What a retrained model must be able to do.</summary>
    string[] Rules { get; }

    /// <summary>What happened before the app went live.</summary>
    IReadOnlyList<LabelledRow> History { get; }

    /// <summary>What happens then, without an end.</summary>
    IEnumerable<LabelledRow> Live();
}
