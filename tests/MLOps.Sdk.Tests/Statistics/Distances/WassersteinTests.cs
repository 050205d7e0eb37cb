using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Tests.Statistics.Distances;

public class WassersteinTests
{
    [Fact]
    public void A_shift_is_its_own_distance() => Assert.Equal(2.5, Wasserstein.Distance([1, 2, 4], [3.5, 4.5, 6.5]), 1e-12);

    [Fact]
    public void Samples_of_one_size_are_moved_in_order() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<int>>(),
        ArbMap.Default.ArbFor<int>(),
        (values, seed) =>
        {
            var random = new Random(seed);
            double[] a = [.. values.Get.Select(v => (double)v).Order()];
            double[] b = [.. values.Get.Select(_ => (double)random.Next(-100, 100)).Order()];
            return Math.Abs(Wasserstein.Distance(a, b) - a.Zip(b, (x, y) => Math.Abs(x - y)).Average()) < 1e-9;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_to_compare_is_unknown() => Assert.True(double.IsNaN(Wasserstein.Distance([], [1])));
}
