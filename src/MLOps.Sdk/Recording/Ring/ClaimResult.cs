namespace MLOps.Sdk.Recording.Ring;

/// <summary>Whether a frame could be claimed, and why not.</summary>
internal enum ClaimResult
{
    Claimed,
    Full,
    TooLarge,
    Closed,
}
