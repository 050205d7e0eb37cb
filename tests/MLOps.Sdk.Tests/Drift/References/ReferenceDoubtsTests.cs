using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Tests.Drift.References;

public class ReferenceDoubtsTests
{
    private static readonly ModelSchema Schema = new("m", [("x", FeatureKind.Numeric), ("shop", FeatureKind.Categorical)]);

    [Theory]
    [InlineData("random", null)]
    [InlineData("constant", "constant")]
    [InlineData("few", "has 100 values")]
    [InlineData("walk", "neighbouring rows are alike")]
    [InlineData("none", "no values")]
    public void What_makes_alarms_doubtful_is_said_from_the_profile_alone(string kind, string? doubt)
    {
        var random = new Random(1);
        double walk = 0;
        ReferenceProfile profile = Build(kind == "few" ? 100 : 2_000, _ => kind switch
        {
            "constant" => 7,
            "walk" => walk += random.NextDouble() - 0.5,
            "none" => double.NaN,
            _ => random.NextDouble(),
        });

        foreach (ReferenceProfile read in (ReferenceProfile[])[profile, ReferenceProfile.Parse(profile.ToJson())])
        {
            string? said = ReferenceDoubts.Of(read.Signals[0]);
            Assert.Equal(doubt is null, said is null);
            Assert.Contains(doubt ?? "", said ?? "", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_single_category_is_constant_and_two_are_not()
    {
        Assert.Contains("constant", ReferenceDoubts.Of(Build(1_000, static _ => 1, static _ => "a").Signals[1]), StringComparison.Ordinal);
        Assert.Null(ReferenceDoubts.Of(Build(1_000, static _ => 1, static i => i % 2 == 0 ? "a" : "b").Signals[1]));
    }

    private static ReferenceProfile Build(int rows, Func<int, double> value, Func<int, string>? shop = null)
    {
        var builder = new ReferenceBuilder(Schema);
        for (int i = 0; i < rows; i++)
            builder.Add([value(i)], [shop?.Invoke(i)]);
        return builder.Build();
    }
}
