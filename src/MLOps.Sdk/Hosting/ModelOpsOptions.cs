using MLOps.Sdk.Drift;
using MLOps.Sdk.Health;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk;

/// <summary>Where and how an app keeps its predictions and versions.</summary>
public sealed class ModelOpsOptions
{
    /// <summary>The directory of the embedded store and registry; made when it is not there.</summary>
    /// <value>Default "modelops" in the current directory.</value>
    public string Directory { get; set; } = "modelops";

    /// <summary>How predictions are carried to the store.</summary>
    public RecordingOptions Recording { get; } = new();

    /// <summary>How drift is watched.</summary>
    public DriftOptions Drift { get; } = new();

    /// <summary>When recording counts as healthy.</summary>
    public HealthOptions Health { get; } = new();

    /// <summary>How long predictions are kept, and what the app removes by itself: nothing unless it is said here.</summary>
    public RetentionOptions Retention { get; } = new();

    /// <summary>How reading the log in this process is recorded.</summary>
    public AccessOptions Access { get; } = new();

    /// <summary>How this process takes part in rollouts.</summary>
    public RolloutOptions Rollout { get; } = new();

    /// <summary>How often the registry is asked whether another process changed it. Changes by this process are seen at once.</summary>
    /// <value>10 ms to 1 hour; default 250 ms.</value>
    public TimeSpan RegistryPollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the version before stays loaded after a promotion or rollback, so that going back to it loads nothing and asks nobody for its artefact. One version of each model is kept.</summary>
    /// <value>0 (not at all) to 7 days; default 10 minutes.</value>
    public TimeSpan BakeTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The most versions of a model in memory: those that answer, the one kept warm, and those that were replaced while calls are inside them. One more is not loaded before one of them is gone.</summary>
    /// <value>2 to 1,000; default 8.</value>
    public int MaximumLoadedVersions { get; set; } = 8;

    /// <summary>Bytes of the disk that are held in the file <c>modelops.ballast</c>: when the disk is full they are let go, so that retention and erasure can run. Taken back when the disk has room for them twice.</summary>
    /// <value>0 (none) to 1 GiB; default 32 MiB, twice what the write-ahead log holds as a rule: its pages must find room in the database.</value>
    public long BallastBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>How long after its prediction an outcome is counted as late; it is stored all the same.</summary>
    /// <value>1 s to 10 years; default 30 days.</value>
    public TimeSpan LateOutcomeAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>What the app is called in the records that rules ask for; kept with each start in the log.</summary>
    /// <value>Default null: the app's own name is kept alone.</value>
    public string? System { get; set; }

    /// <summary>What the predictions are for; kept with each start in the log.</summary>
    public string? Purpose { get; set; }

    /// <summary>Whose app it is; kept with each start in the log.</summary>
    public string? Tenant { get; set; }

    /// <summary>The currency of all costs, three capital letters (ISO 4217).</summary>
    /// <value>Default "USD".</value>
    public string Currency { get; set; } = "USD";
}
