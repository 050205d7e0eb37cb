using MLOps.Sdk.Drift.Derived;

namespace MLOps.Sdk.Drift.Multivariate;

/// <summary>Values that are watched together.</summary>
/// <param name="Reference">How they were in training.</param>
/// <param name="Read">Reads them from a record; null takes the features that the reference names.</param>
internal sealed record WatchedVector(MultivariateReference Reference, RecordReader? Read);
