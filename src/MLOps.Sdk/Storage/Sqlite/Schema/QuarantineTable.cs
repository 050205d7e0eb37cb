namespace MLOps.Sdk.Storage.Sqlite.Schema;

/// <summary>Records that could not be stored as what they are, as they were found in the channel, with the reason.</summary>
internal static class QuarantineTable
{
    public const string Sql = """

        CREATE TABLE quarantine (
          id TEXT NOT NULL PRIMARY KEY,
          reason TEXT NOT NULL,
          frame TEXT NOT NULL
        ) WITHOUT ROWID;
        """;
}
