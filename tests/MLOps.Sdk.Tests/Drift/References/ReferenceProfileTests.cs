using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Tests.Drift.References;

public class ReferenceProfileTests
{
    private static readonly ModelSchema Schema = new("m", [("x", FeatureKind.Numeric), ("c", FeatureKind.Categorical)]);

    [Fact]
    public void A_profile_survives_being_written_and_read() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<double>>(),
        ArbMap.Default.ArbFor<double[]>(),
        (reference, window) =>
        {
            var builder = new ReferenceBuilder(Schema, new ReferenceOptions { MaximumCuts = 5 });
            foreach (double value in reference.Get)
                builder.Add([value], [value > 0 ? "up" : value < 0 ? "down" : null], outputLabel: "yes");
            ReferenceProfile written = builder.Build();
            ReferenceProfile read = ReferenceProfile.Parse(written.ToJson());
            NumericCounter before = written.Find("x")!.Numeric!.Counter;
            NumericCounter after = read.Find("x")!.Numeric!.Counter;
            return Enumerable.Range(0, before.Cells.Count).All(cell => before.CountOf(cell) == after.CountOf(cell))
                && (before.Rows, before.Missing, before.Mean, before.Minimum, before.Maximum).Equals((after.Rows, after.Missing, after.Mean, after.Minimum, after.Maximum))
                && (!(Math.Abs(before.StandardDeviation - after.StandardDeviation) > 1e-14 * before.StandardDeviation))
                && Equal(Compare(written, window), Compare(read, window))
                && read.Find("c")!.Categorical!.Counter.Counts.SequenceEqual(written.Find("c")!.Categorical!.Counter.Counts)
                && read.Find(ReferenceProfile.OutputSignal)!.Kind == FeatureKind.Categorical
                && read.Rows == reference.Get.Length;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("{}", "'mlops-reference'")]
    [InlineData("no json", "not a reference profile")]
    [InlineData("""{"format":"mlops-reference","formatVersion":2}""", "format version 2")]
    [InlineData("""{"format":"mlops-reference","formatVersion":1,"model":"m","rows":0,"signals":[]}""", "has no rows")]
    [InlineData("""{"format":"mlops-reference","formatVersion":1,"model":"m","rows":1,"signals":[{"name":"x","kind":"numeric","cuts":[2,1]}]}""", "Cut 1 is 1")]
    public void What_is_not_a_profile_is_refused_with_the_reason(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<ReferenceException>(() => ReferenceProfile.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_reference_without_rows_is_refused() =>
        Assert.Contains("has no rows", Assert.Throws<ReferenceException>(() => new ReferenceBuilder(Schema).Build()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_row_of_the_wrong_length_is_refused_with_its_number() =>
        Assert.Contains("row 1 of model 'm' has 2 numbers and 0 categories", Assert.Throws<ReferenceException>(() => new ReferenceBuilder(Schema).Add([1, 2], [])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_feature_named_like_the_output_is_refused() =>
        Assert.Throws<ReferenceException>(() => new ReferenceBuilder(new ModelSchema("m", [("prediction", FeatureKind.Numeric)])));

    [Theory]
    [InlineData(1, 10, 10)]
    [InlineData(10, 0, 10)]
    [InlineData(10, 10, 0)]
    public void Options_out_of_range_are_refused(int bins, int cuts, int categories) =>
        Assert.Throws<ReferenceException>(() => new ReferenceBuilder(Schema, new ReferenceOptions { Bins = bins, MaximumCuts = cuts, MaximumCategories = categories }));

    private static NumericComparison Compare(ReferenceProfile profile, double[] values)
    {
        NumericBaseline baseline = profile.Find("x")!.Numeric!;
        var counter = new NumericCounter(baseline.Cells);
        counter.Add(values);
        return baseline.Compare(counter);
    }

    private static bool Equal(NumericComparison a, NumericComparison b) =>
        a.Ks.Equals(b.Ks) && a.Psi.Equals(b.Psi) && a.JensenShannon.Equals(b.JensenShannon)
            && (a.Wasserstein.Value.Equals(b.Wasserstein.Value) || Math.Abs(a.Wasserstein.Value - b.Wasserstein.Value) <= 1e-9 * a.Wasserstein.High);
}
