namespace MLOps.Sdk.Tests.Storage.Sqlite;

public sealed class RoundTripThroughRawTests() : RoundTripTests(native: null);
