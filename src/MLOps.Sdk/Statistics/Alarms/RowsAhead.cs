namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>How many rows are taken in at once: what fades fades once for all of them.</summary>
internal static class RowsAhead
{
    /// <summary>16.</summary>
    public const int Rows = 16;
}
