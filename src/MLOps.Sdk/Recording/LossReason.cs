namespace MLOps.Sdk.Recording;

/// <summary>Why a call has no row in the store. Each loss is counted under exactly one reason.</summary>
public enum LossReason
{
    /// <summary>The channel had no room: the store is slower than the calls, or away.</summary>
    ChannelFull = 0,

    /// <summary>The record is larger than the channel takes.</summary>
    TooLarge = 1,

    /// <summary>The app was shutting down, or had stopped recording.</summary>
    Stopped = 2,

    /// <summary>The record could not be read back, or no store would take it.</summary>
    Poison = 3,

    /// <summary>A fault inside recording itself.</summary>
    Fault = 4,

    /// <summary>The sampling rate of the model left it out.</summary>
    Sampled = 5,
}
