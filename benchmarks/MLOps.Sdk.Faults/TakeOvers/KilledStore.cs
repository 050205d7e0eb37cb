using System.Diagnostics;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Faults.TakeOvers;

/// <summary>A store whose process is killed, with signal 9, when a certain batch has become durable.</summary>
internal sealed class KilledStore(IPredictionStore store, int commit) : IPredictionStore
{
    private int _commits;

    public IFeatureFormatter? FeatureFormatter => store.FeatureFormatter;

    public void Share(ISideWork beside) => store.Share(beside);

    public void Open() => store.Open();

    public void Begin() => store.Begin();

    public void Append(in PredictionRecord record) => store.Append(record);

    public void Append(in AnnotationRecord record) => store.Append(record);

    public void Append(StoredWindow window) => store.Append(window);

    public void Append(Alert alert) => store.Append(alert);

    public void Append(LogEvent happened) => store.Append(happened);

    public void Quarantine(PredictionId id, ReadOnlySpan<byte> frame, string reason) => store.Quarantine(id, frame, reason);

    public void Commit()
    {
        store.Commit();
        if (++_commits != commit)
            return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    public void Rollback() => store.Rollback();

    public void Dispose() => store.Dispose();
}
