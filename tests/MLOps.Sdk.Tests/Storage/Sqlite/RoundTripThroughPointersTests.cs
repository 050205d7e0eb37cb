using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

public sealed class RoundTripThroughPointersTests() : RoundTripTests(NativeSqlite.Shared)
{
    [Fact]
    public void The_library_that_SQLitePCLRaw_loaded_is_found() => Assert.NotNull(NativeSqlite.Shared);
}
