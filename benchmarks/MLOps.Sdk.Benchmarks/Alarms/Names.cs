namespace MLOps.Sdk.Benchmarks.Alarms;

internal static class Names
{
    public static string Of(StreamKind kind) => kind switch
    {
        StreamKind.Poisson => "Poisson(2)",
        StreamKind.HeavyTies => "heavy ties",
        StreamKind.Categorical => "categories",
        _ => "continuous",
    };
}
