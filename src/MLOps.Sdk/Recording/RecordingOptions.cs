namespace MLOps.Sdk.Recording;

/// <summary>How predictions are carried from the callers to the store.</summary>
public sealed class RecordingOptions
{
    /// <summary>Bytes of the channel per lane, a power of two. The whole channel takes lanes × this.</summary>
    /// <value>16 KiB to 1 GiB; default 4 MiB, some 15,000 predictions with 16 features. A full channel loses records, counted.</value>
    public long LaneBytes { get; set; } = RecordingDefaults.LaneBytes;

    /// <summary>Lanes of the channel. A quarter of them, at least one, is shared; each other belongs to one thread at a time, which writes to it at half the price.</summary>
    /// <value>1 to 256; default: twice the number of processors, at least 4 and at most 32.</value>
    public int Lanes { get; set; } = Math.Clamp(2 * Environment.ProcessorCount, RecordingDefaults.FewestDefaultLanes, RecordingDefaults.MostDefaultLanes);

    /// <summary>Whether the channel lives in a file, so that a killed process loses no accepted prediction.</summary>
    /// <value>Default true. Where no file can be had it is plain memory, and the status says so.</value>
    public bool SurviveCrash { get; set; } = true;

    /// <summary>Bytes of a recorded raw input or output; what is longer is cut and marked.</summary>
    /// <value>0 to 16 MiB; default 64 KiB. A prediction larger than an eighth of a lane is lost as too large.</value>
    public int MaximumPayloadBytes { get; set; } = RecordingDefaults.MaximumPayloadBytes;

    /// <summary>Whether the SHA-256 of the whole of a recorded text that is cut is kept with its length. The caller's thread computes it, before the model may change the input: some 100 ms for 50 million characters.</summary>
    /// <value>Default false: the length alone.</value>
    public bool HashCutPayloads { get; set; }

    /// <summary>Bytes of predictions that may wait on disk while the store is away. The channel fills only when they are spent too.</summary>
    /// <value>0 to 1 TiB; default 256 MiB; 0 keeps all in the channel.</value>
    public long SpillBytes { get; set; } = RecordingDefaults.SpillBytes;

    /// <summary>Predictions in one transaction of the store, at most.</summary>
    /// <value>1 to 1,000,000; default 4,096.</value>
    public int BatchRows { get; set; } = RecordingDefaults.BatchRows;

    /// <summary>How long a prediction waits for others before it is stored: the loss window of a crash of the machine.</summary>
    /// <value>1 ms to 1 minute; default 200 ms.</value>
    public TimeSpan CommitInterval { get; set; } = RecordingDefaults.CommitInterval;

    /// <summary>How long a stopping host waits for pending predictions; what is left is found by the next start.</summary>
    /// <value>0 to 5 minutes; default 5 s.</value>
    public TimeSpan ShutdownTimeout { get; set; } = RecordingDefaults.ShutdownTimeout;
}
