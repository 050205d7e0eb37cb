namespace MLOps.Sdk.Faults.PowerCuts;

/// <summary>What was found in stores as a power cut may have left them.</summary>
/// <param name="Images">Stores looked at.</param>
/// <param name="Unopenable">Stores that could not be opened.</param>
/// <param name="DurableLost">Rows that had been reported durable and were not there.</param>
/// <param name="Torn">Batches of which a part was there, rows with another content than was stored, databases that fail SQLite's own check.</param>
/// <param name="DurableRows">Rows reported durable, over all images.</param>
/// <param name="UnacknowledgedRows">Rows that were there without having been reported durable, over all images.</param>
internal sealed record PowerCutFindings(int Images, int Unopenable, long DurableLost, long Torn, long DurableRows, long UnacknowledgedRows);
