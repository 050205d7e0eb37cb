using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.References.Imports;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Tests.Drift.References.Imports;

public class ReferenceImportTests
{
    [Fact]
    public void Statistics_of_sagemaker_become_cells_and_categories()
    {
        ReferenceProfile profile = ReferenceImport.Read("""
            {"version":0,"dataset":{"item_count":103},"features":[
              {"name":"amount","inferred_type":"Fractional","numerical_statistics":{"common":{"num_present":100,"num_missing":3},"mean":4.5,"sum":450,"std_dev":2.5,"min":0,"max":10,
                "distribution":{"kll":{"buckets":[{"lower_bound":0,"upper_bound":5,"count":60},{"lower_bound":5,"upper_bound":10,"count":40}],"sketch":{}}}}},
              {"name":"shop","inferred_type":"String","string_statistics":{"common":{"num_present":100,"num_missing":3},"distinct_count":2,
                "distribution":{"categorical":{"buckets":[{"value":"a","count":70},{"value":"b","count":30}]}}}},
              {"name":"note","inferred_type":"Unknown"}]}
            """, "fraud");

        NumericCounter amount = profile.Find("amount")!.Numeric!.Counter;
        Assert.Equal((103, 100, 3, 4.5, 2.5), (profile.Rows, amount.Finite, amount.Missing, amount.Mean, amount.StandardDeviation));
        Assert.Equal([60, 40], profile.Find("amount")!.Numeric!.BinCounts.ToArray());
        Assert.Equal([70, 30, 0, 3], profile.Find("shop")!.Categorical!.Counter.Counts.ToArray());
        Assert.Null(profile.Find("note"));
    }

    [Fact]
    public void Quantiles_of_whylogs_become_cells()
    {
        ReferenceProfile profile = ReferenceImport.Read("""
            {"columns":{
              "amount":{"counts/n":1010,"counts/null":10,"distribution/n":1000,"distribution/min":0,"distribution/max":100,"distribution/mean":50,"distribution/stddev":29,
                "distribution/q_10":10,"distribution/q_25":25,"distribution/median":50,"distribution/q_75":75,"distribution/q_90":90},
              "shop":{"counts/null":0,"frequent_items/frequent_strings":[{"value":"a","est":600,"lower":600,"upper":600},{"value":"b","est":400}]}}}
            """, "fraud");

        NumericBaseline amount = profile.Find("amount")!.Numeric!;
        Assert.Equal([10, 25, 75, 90], amount.Bins.Edges.ToArray());
        Assert.Equal([100, 150, 500, 150, 100], amount.BinCounts.ToArray());
        Assert.Equal(10, amount.Counter.Missing);
        Assert.Equal([600, 400, 0, 0], profile.Find("shop")!.Categorical!.Counter.Counts.ToArray());
    }

    [Fact]
    public void Column_summaries_of_evidently_become_cells()
    {
        ReferenceProfile profile = ReferenceImport.Read("""
            {"metrics":[{"metric":"DatasetSummaryMetric","result":{}},
              {"metric":"ColumnSummaryMetric","result":{"column_name":"age","column_type":"num",
                "reference_characteristics":{"number_of_rows":400,"count":400,"missing":0,"mean":40,"std":10,"min":18,"max":90,"p25":30,"p50":40,"p75":50}}}]}
            """, "fraud");

        Assert.Equal([100, 100, 100, 100], Assert.Single(profile.Signals).Numeric!.BinCounts.ToArray());
    }

    [Fact]
    public void A_constant_is_a_cut_that_holds_all_rows()
    {
        ReferenceProfile profile = ReferenceImport.Read("""
            {"features":[{"name":"x","numerical_statistics":{"mean":7,"std_dev":0,"distribution":{"kll":{"buckets":[{"lower_bound":7,"upper_bound":7,"count":50}]}}}}]}
            """, "fraud");

        Assert.Equal(50, Assert.Single(profile.Signals).Numeric!.Counter.CountOf(1));
    }

    [Fact]
    public void A_profile_of_our_own_is_read_as_it_is()
    {
        var profile = new ReferenceProfile("fraud", 3, [SignalReference.Of("x", NumericBaseline.FromValues([1, 2, 3]))]);

        Assert.Equal(profile.ToJson(), ReferenceImport.Read(profile.ToJson(), "other").ToJson());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"features\":[]}")]
    [InlineData("{\"features\":[{}]}")]
    [InlineData("{\"metrics\":[{\"result\":{\"column_name\":\"x\"}}]}")]
    [InlineData("not json")]
    public void What_holds_no_distribution_is_refused(string text) =>
        Assert.Throws<ReferenceException>(() => ReferenceImport.Read(text, "fraud"));
}
