using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Oracle;

/// <summary>Every statistic of a column against exact arithmetic, on 100,000 random and adversarial vectors.</summary>
internal sealed class OracleSubject : ISubject
{
    private const int Vectors = 100_000;

    public string Name => "oracle";

    public Findings Measure(Effort effort)
    {
        var check = new OracleCheck();
        int vectors = effort.IsShort ? Vectors / 50 : Vectors;
        for (int seed = 0; seed < vectors; seed++)
            check.Run(seed);
        foreach (string difference in check.Differences)
            Console.Error.WriteLine(difference);
        return new Findings(
            [
                new Figure($"vectors ({check.Figures:N0} figures)", check.Vectors, null, ""),
                new Figure("greatest difference from exact arithmetic", check.Differences.Count > 0 ? double.PositiveInfinity : check.Greatest / OracleCheck.Tolerance, null, "e-9", Limit.AtMost(1)),
                new Figure("figures that are not finite", check.NotFinite, null, "", Limit.AtMost(0)),
            ],
            []);
    }
}
