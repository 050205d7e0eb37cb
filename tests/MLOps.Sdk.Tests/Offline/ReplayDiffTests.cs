using MLOps.Sdk.Cost;
using MLOps.Sdk.Offline;
using MLOps.Sdk.Offline.Diff;
using MLOps.Sdk.Tests.Retraining;

namespace MLOps.Sdk.Tests.Offline;

public sealed class ReplayDiffTests
{
    private static readonly LogStretch All = new(RetrainedStore.Model);

    [Fact]
    public async Task The_candidate_that_is_the_champion_changes_nothing()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        DiffReport report = await DiffAsync(store, 0.5);

        Assert.Equal((RetrainedStore.Rows, RetrainedStore.Rows, 0, 0, 0), (report.All.Rows, report.All.Compared, report.All.Differ, report.All.ToPositive, report.All.ToNegative));
        Assert.Equal((0.0, 0.0), (report.All.MeanDifference, report.All.Largest));
        Assert.Empty(report.Largest);
    }

    [Fact]
    public async Task What_would_be_decided_otherwise_is_counted_and_whom_it_helps()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        List<PredictionDiff> each = [];

        DiffReport report = await DiffAsync(store, 0.3, new DiffOptions { SegmentBy = "place", Largest = 5 }, each.Add);

        DiffSlice all = report.All;
        Assert.Equal(RetrainedStore.Rows, each.Count);
        Assert.Equal(each.Count(static diff => diff.Flips), all.ToPositive);
        Assert.InRange(all.ToPositive, 80, 160); // those between 0.3 and 0.5
        Assert.Equal((0, all.ToPositive, 0, all.ToPositive), (all.ToNegative, all.NowRight, all.NowWrong, all.Differ));
        Assert.Equal(0.8, all.Largest, 9);
        Assert.Equal(0.8 * all.ToPositive / RetrainedStore.Rows, all.MeanDifference, 9);
        Assert.Equal(["south", "north, \"old\""], report.Segments.Select(static segment => segment.Name));
        Assert.Equal(all.ToPositive, report.Segments.Sum(static segment => segment.ToPositive));
        Assert.Equal(5, report.Largest.Count);
        Assert.All(report.Largest, static diff => Assert.True(diff is { Flips: true, Before: 0.1, After: 0.9, Truth: 1 }));
    }

    [Fact]
    public async Task A_candidate_that_is_worse_is_seen_to_be()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        DiffReport report = await DiffAsync(store, 0.8);

        Assert.Equal((0, report.All.ToNegative), (report.All.NowRight, report.All.NowWrong));
        Assert.InRange(report.All.ToNegative, 120, 240);
    }

    [Fact]
    public async Task Cost_is_what_it_would_be_and_a_price_that_is_not_known_is_not_nothing()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        DiffReport priced = await DiffAsync(store, 0.3, new DiffOptions { Cost = CostModel.PerCall(0.001m) });
        DiffReport unpriced = await DiffAsync(store, 0.3);

        Assert.Equal((Int128)RetrainedStore.Rows * 1_000_000_000, priced.All.CostAfter);
        Assert.Equal((RetrainedStore.Rows, (Int128)0), (priced.All.UnknownCostBefore, priced.All.CostBefore));
        Assert.Null(unpriced.All.CostAfter);
    }

    [Fact]
    public async Task Rows_on_which_the_candidate_fails_come_first()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        using var candidate = new OfflineModel("fragile", static row => row.Number("x") < 0.99 ? 0.5 : throw new InvalidOperationException());

        DiffReport report = await new ReplayDiff(store.Log, candidate, TimeProvider.System).RunAsync(All);

        Assert.InRange(report.All.Failed, 1, 30);
        Assert.Equal(RetrainedStore.Rows, report.All.Failed + report.All.Compared);
        Assert.True(double.IsNaN(report.Largest[0].After));
    }

    [Fact]
    public async Task Segments_are_bounded_and_the_rest_is_one()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        DiffReport report = await DiffAsync(store, 0.3, new DiffOptions { SegmentBy = "x", MaximumSegments = 2 });

        Assert.Equal(3, report.Segments.Count);
        Assert.Equal(("other", RetrainedStore.Rows), (report.Segments[2].Name, report.Segments.Sum(static segment => segment.Rows)));
        Assert.Equal(report.All.ToPositive, report.Segments.Sum(static segment => segment.ToPositive));
    }

    [Fact]
    public async Task A_stretch_without_predictions_is_refused()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        using var candidate = new OfflineModel("any", static _ => 1);

        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() => new ReplayDiff(store.Log, candidate, TimeProvider.System).RunAsync(new LogStretch("limits")));

        Assert.Contains("no answered predictions in the log of 'limits'", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<DiffReport> DiffAsync(RetrainedStore store, double threshold, DiffOptions? options = null, Action<PredictionDiff>? each = null)
    {
        using var candidate = new OfflineModel("candidate", row => row.Number("x") > threshold ? 0.9 : 0.1);
        return await new ReplayDiff(store.Log, candidate, TimeProvider.System, options).RunAsync(All, each);
    }
}
