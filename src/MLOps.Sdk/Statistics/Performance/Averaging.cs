namespace MLOps.Sdk.Statistics.Performance;

/// <summary>How the figures of several classes become one.</summary>
public enum Averaging
{
    /// <summary>The mean over the classes for which the figure is known: each class counts alike.</summary>
    Macro = 0,

    /// <summary>The figure of the summed counts: each row counts alike. For precision, recall and F1 it is the accuracy.</summary>
    Micro = 1,

    /// <summary>The mean over the classes for which the figure is known, weighted by their rows.</summary>
    Weighted = 2,
}
