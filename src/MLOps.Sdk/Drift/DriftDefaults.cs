namespace MLOps.Sdk.Drift;

/// <summary>The defaults of <see cref="DriftOptions"/>.</summary>
internal static class DriftDefaults
{
    public const int WindowRows = 1_000;
    public const int MaximumWindowRows = 10_000_000;
    /// <summary>The share of windows in which chance alone may exceed the bound shown beside a figure.</summary>
    public const double BoundAlpha = 0.01;
    public const int MaximumSteps = 100;
    public const int KeptWindows = 100;
    public const int MaximumKeptWindows = 100_000;
    public static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(366);
}
