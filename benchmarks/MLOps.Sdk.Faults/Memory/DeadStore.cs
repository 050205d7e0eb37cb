using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Faults.Memory;

/// <summary>A store that takes nothing: every batch fails at once.</summary>
internal sealed class DeadStore : IPredictionStore
{
    public void Open()
    {
    }

    public void Begin() => throw new StoreException("The store is dead.");

    public void Append(in PredictionRecord record)
    {
    }

    public void Append(in AnnotationRecord record)
    {
    }

    public void Append(StoredWindow window)
    {
    }

    public void Append(Alert alert)
    {
    }

    public void Append(LogEvent happening)
    {
    }

    public void Commit()
    {
    }

    public void Rollback()
    {
    }

    public void Dispose()
    {
    }
}
