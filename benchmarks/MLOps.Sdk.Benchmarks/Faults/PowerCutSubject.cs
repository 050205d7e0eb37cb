using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Faults.PowerCuts;

namespace MLOps.Sdk.Benchmarks.Faults;

/// <summary>Stores as a power cut may leave them, built from what SQLite wrote and synced.</summary>
internal sealed class PowerCutSubject : ISubject
{
    private const int Seed = 20_260_301;

    public string Name => "power";

    public bool IsStudy => true;

    public Findings Measure(Effort effort)
    {
        PowerCutFindings found = new PowerCutStudy(Seed).Run(effort.Rounds(1_000));
        return new Findings(
        [
            new Figure($"durable rows lost in {found.Images} power cuts", found.DurableLost, null, "", Limit.AtMost(0)),
            new Figure("stores that could not be opened", found.Unopenable, null, "", Limit.AtMost(0)),
            new Figure("torn batches, rows or databases", found.Torn, null, "", Limit.AtMost(0)),
            new Figure("rows that had been reported durable, over all cuts", found.DurableRows, null, ""),
            new Figure("rows that were there without having been reported", found.UnacknowledgedRows, null, ""),
        ], []);
    }
}
