using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Faults.Memory;

/// <summary>Keeps nothing: callers that race at full speed would fill the disk.</summary>
internal sealed class NoStore : IPredictionStore
{
    public void Open()
    {
    }

    public void Begin()
    {
    }

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

    public void Append(LogEvent happened)
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
