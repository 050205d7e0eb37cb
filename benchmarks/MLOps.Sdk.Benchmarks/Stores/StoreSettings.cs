namespace MLOps.Sdk.Benchmarks.Stores;

/// <summary>What all three ways of storing have in common.</summary>
internal static class StoreSettings
{
    /// <summary>The settings of the SQLite store's own connection.</summary>
    public const string Pragmas = "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = FAST; PRAGMA cache_size = -65536";

    /// <summary>Rows in a transaction: the default of recording.</summary>
    public const int BatchRows = 4_096;

    /// <summary>Rows of one measured round: eight full batches.</summary>
    public const int Rows = 8 * BatchRows;
}
