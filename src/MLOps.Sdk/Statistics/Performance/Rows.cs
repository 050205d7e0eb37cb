namespace MLOps.Sdk.Statistics.Performance;

/// <summary>What predictions and truths given side by side must satisfy.</summary>
internal static class Rows
{
    /// <summary>Throws unless both have one entry a row.</summary>
    public static void RequireSameLength(int predictions, int labels)
    {
        if (predictions != labels)
            throw new ArgumentException($"There are {predictions} predictions and {labels} labels; give one label for each prediction.", nameof(labels));
    }
}
