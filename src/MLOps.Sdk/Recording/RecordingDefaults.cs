namespace MLOps.Sdk.Recording;

/// <summary>Defaults and limits of recording, in one place.</summary>
internal static class RecordingDefaults
{
    public const long LaneBytes = 4 * 1024 * 1024;
    public const int MaximumLanes = 256;
    public const int FewestDefaultLanes = 4;
    public const int MostDefaultLanes = 32;
    public const int MaximumPayloadBytes = 64 * 1024;
    public const int MaximumTextBytes = 1024;
    public const int BatchRows = 4096;
    public const long SpillBytes = 256 * 1024 * 1024;
    public static readonly TimeSpan CommitInterval = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);
}
