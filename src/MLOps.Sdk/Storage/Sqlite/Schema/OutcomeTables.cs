namespace MLOps.Sdk.Storage.Sqlite.Schema;

/// <summary>What is counted about outcomes.</summary>
internal static class OutcomeTables
{
    // The outcomes whose prediction was not there when they came, by their own position: nothing about the prediction is
    // repeated. Whether it came later, or never, is seen when somebody asks.
    public const string Sql = """

        CREATE TABLE outcomes_waiting (
          position INTEGER PRIMARY KEY
        );
        """;
}
