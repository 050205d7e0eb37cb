using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.Derived;

/// <summary>
/// Works numbers out of a recorded prediction: of its features, its recorded input and output, its tags. Runs on the monitors'
/// thread, never on a caller's; one call at a time.
/// </summary>
/// <param name="record">The prediction; its spans are valid until the method returns.</param>
/// <param name="values">To be filled; NaN is missing. They hold what they held for the prediction before.</param>
public delegate void RecordReader(in PredictionRecord record, Span<double> values);
