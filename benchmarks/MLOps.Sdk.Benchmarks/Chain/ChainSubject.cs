using System.Diagnostics;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Benchmarks.Chain;

/// <summary>How fast the chain is verified, and what of tampering and bit rot it finds.</summary>
internal sealed class ChainSubject : ISubject
{
    private const int BatchRows = 4096;

    public string Name => "chain";

    public Findings Measure(Effort effort)
    {
        using var folder = new TemporaryFolder();
        int records = effort.IsShort ? 200_000 : 1_000_000, trials = effort.IsShort ? 50 : 1_000;
        Timing verify = TimeVerify(folder.Sub("speed"), records, effort.Rounds(30));
        var figures = new List<Figure>
        {
            new("records with 16 features verified a second, one core", 1e9 / verify.Least, 1e9 / verify.Median, "records/s", Limit.AtLeast(500_000)),
        };
        AddTampering(figures, folder.Sub("tampered"), trials);
        AddBitFlips(figures, folder.Sub("flipped"), trials);
        return new Findings(figures, [verify]);
    }

    private static Timing TimeVerify(string directory, int records, int rounds)
    {
        var sample = new ChainSample(5);
        using (var store = new SqlitePredictionStore(directory))
        {
            store.Open();
            for (int stored = 0; stored < records; stored += BatchRows)
            {
                store.Begin();
                for (int row = 0; row < BatchRows; row++)
                    sample.AppendPrediction(store);
                store.Commit();
            }
        }

        var trail = new SqliteAuditTrail(directory, TimeProvider.System);
        var times = new List<double>();
        for (int round = 0; round <= rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            ChainVerification found = trail.VerifyAsync([]).AsTask().GetAwaiter().GetResult();
            if (!found.IsValid)
                throw new InvalidOperationException($"The store differs at {found.FirstDifference}.");
            if (round > 0) // the first reads the file and compiles
                times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / found.Records);
        }

        return Timing.Of("verify a record", times, 0);
    }

    private static void AddTampering(List<Figure> figures, string directory, int trials)
    {
        using var tampering = new Tampering(directory);
        int found = 0, alone = 0, all = 0;
        foreach (TamperOperator act in Enum.GetValues<TamperOperator>())
        {
            for (int seed = 0; seed < trials; seed++)
            {
                (ChainDifference? without, ChainDifference? with) = tampering.Try(act, seed);
                all++;
                found += with is null ? 0 : 1;
                alone += without is null ? 0 : 1;
            }
        }

        figures.Add(new Figure($"tampering found with a checkpoint outside, of {all} acts of 8 kinds", 100.0 * found / all, null, "%", Limit.AtLeast(100)));
        figures.Add(new Figure("the same without one (roll back and re-chain cannot be)", 100.0 * alone / all, null, "%", Limit.AtLeast(75)));
        figures.Add(new Figure("differences found in the store as it is", tampering.VerifyUntouched() is null ? 0 : 1, null, "", Limit.AtMost(0)));
    }

    private static void AddBitFlips(List<Figure> figures, string directory, int trials)
    {
        using var flips = new BitFlips(directory);
        int named = 0;
        for (int seed = 0; seed < trials; seed++)
            named += flips.Try(seed) ? 1 : 0;
        figures.Add(new Figure($"single flipped bits found, and the right record named, of {trials}", 100.0 * named / trials, null, "%", Limit.AtLeast(99.9)));
    }
}
