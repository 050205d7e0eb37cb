using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>Two numbers for each of the next rows: what a row needs and does not depend on it is worked out for several rows at once.</summary>
[InlineArray(2 * Rows)]
internal struct RowsAhead
{
    /// <summary>How many rows are looked ahead: 16.</summary>
    public const int Rows = 16;

    private double _first;

    /// <summary>The first of a row's two numbers; the other follows it.</summary>
    /// <param name="ahead">All of them.</param>
    /// <param name="place">The row's place among them, 0 to 15; not checked here.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref double At(ref RowsAhead ahead, int place) => ref Unsafe.Add(ref Unsafe.As<RowsAhead, double>(ref ahead), 2 * place);
}
