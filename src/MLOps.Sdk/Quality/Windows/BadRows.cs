namespace MLOps.Sdk.Quality.Windows;

/// <summary>Rows against a rule: how many, and which was the first.</summary>
internal struct BadRows
{
    public long Count { get; private set; }

    /// <summary>The version's row; meaningless while there is none.</summary>
    public long First { get; private set; }

    public void Add(long row)
    {
        if (Count++ == 0)
            First = row;
    }
}
