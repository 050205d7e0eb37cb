using MLOps.Sdk.Statistics.Multivariate;

namespace MLOps.Sdk.Tests.Statistics.Multivariate;

public class MultivariateTests
{
    [Fact]
    public void Rows_whose_features_no_longer_go_together_are_rebuilt_badly()
    {
        var random = new Random(1);
        PrincipalSubspace subspace = PrincipalSubspace.Fit(Pairs(random, 500, together: true));

        Assert.Equal(1, subspace.Components);
        Assert.True(subspace.Explained > 0.9);
        double Mean(bool together) => Pairs(random, 300, together).Average(row => subspace.Error(row));
        Assert.True(Mean(together: false) > 3 * Mean(together: true));
        Assert.True(double.IsNaN(subspace.Error([double.NaN, 1, 2])));
        Assert.Throws<ArgumentException>(() => PrincipalSubspace.Fit([[1, double.NaN]]));
    }

    [Fact]
    public void All_components_rebuild_every_row()
    {
        PrincipalSubspace subspace = PrincipalSubspace.Fit(Pairs(new Random(2), 100, together: true), share: 1);

        Assert.Equal(0, subspace.Error([3, -2, 9]), 1e-9);
    }

    [Fact]
    public void The_discrepancy_is_that_of_the_kernel_and_about_zero_without_drift()
    {
        var random = new Random(3);
        double[][] a = Normal(random, 300, 0), b = Normal(random, 300, 0), moved = Normal(random, 300, 1);
        var features = new FourierFeatures(2, bandwidth: 1.5, count: 2_048, seed: 5);

        Assert.InRange(Mean(features, a).Discrepancy(Mean(features, b)), -0.02, 0.02);
        Assert.Equal(Exact(a, moved, 1.5), Mean(features, a).Discrepancy(Mean(features, moved)), 0.05);
        Assert.True(Exact(a, moved, 1.5) > 0.1);
    }

    [Fact]
    public void Means_of_stretches_add_and_their_centroids_are_apart_by_the_shift()
    {
        var random = new Random(4);
        double[][] rows = Normal(random, 200, 0);
        var features = new FourierFeatures(2, 1);
        FourierMean whole = Mean(features, rows), parts = Mean(features, rows[..70]);
        parts.Add(Mean(features, rows[70..]));
        FourierMean shifted = Mean(features, [.. rows.Select(row => new[] { row[0] + 3, row[1] + 4 })]);

        Assert.Equal(0, whole.CentroidDistance(parts), 1e-12);
        Assert.Equal(5, whole.CentroidDistance(shifted), 1e-9);
        whole.Add([double.NaN, 1]);
        Assert.Equal((200, 1), (whole.Rows, whole.Missing));
        Assert.True(double.IsNaN(whole.Discrepancy(new FourierMean(features))));
        Assert.Throws<ArgumentException>(() => whole.Discrepancy(new FourierMean(new FourierFeatures(2, 1))));
    }

    [Fact]
    public void Stretches_that_differ_are_told_apart_and_others_are_not()
    {
        var random = new Random(6);
        (double same, double error) = DomainClassifier.Separate(Normal(random, 400, 0), Normal(random, 300, 0));
        (double moved, _) = DomainClassifier.Separate(Normal(random, 400, 0), Normal(random, 300, 1));
        (double wider, _) = DomainClassifier.Separate(Normal(random, 400, 0), [.. Normal(random, 300, 0).Select(row => new[] { 3 * row[0], 3 * row[1] })]);

        Assert.InRange(same, 0.5 - (4 * error), 0.5 + (4 * error));
        Assert.True(moved > 0.75, $"{moved}");
        Assert.True(wider > 0.75, $"{wider}");
        Assert.True(double.IsNaN(DomainClassifier.Separate([[1, 2]], Normal(random, 300, 0)).Auc));
    }

    [Fact]
    public void The_shape_of_a_text_is_counted_by_characters_of_any_language()
    {
        TextShape shape = TextShape.Of("Grüße, 世界 42! \U0001F600");

        Assert.Equal((15, 4), (shape.Characters, shape.Words));
        Assert.Equal((7 / 15.0, 2 / 15.0, 3 / 15.0), (shape.Letters, shape.Digits, shape.Punctuation));
        Assert.Equal(TextShape.Names.Count, shape.Values.Length);
        Assert.True(double.IsNaN(TextShape.Of("").Letters));
    }

    [Fact]
    public void The_shape_of_a_text_is_the_same_from_its_bytes_and_of_bytes_that_are_none()
    {
        const string Text = "Grüße, 世界 42! \U0001F600";
        double[] values = new double[TextShape.Names.Count];
        var reader = new TextShapeReader();
        reader.Read([0xFF, 0x61], values);
        Assert.Equal((2.0, 0.5), (values[0], values[2]));

        reader.Read(System.Text.Encoding.UTF8.GetBytes(Text), values);

        Assert.Equal(TextShape.Of(Text).Values, values);
    }

    private static FourierMean Mean(FourierFeatures features, double[][] rows)
    {
        var mean = new FourierMean(features);
        foreach (double[] row in rows)
            mean.Add(row);
        return mean;
    }

    private static double Exact(double[][] a, double[][] b, double width)
    {
        double Kernel(double[] x, double[] y) => Math.Exp(-x.Zip(y, (p, q) => (p - q) * (p - q)).Sum() / (2 * width * width));
        double Within(double[][] rows) => rows.Sum(x => rows.Sum(y => ReferenceEquals(x, y) ? 0 : Kernel(x, y))) / (rows.Length * (rows.Length - 1.0));
        return Within(a) + Within(b) - (2 * a.Average(x => b.Average(y => Kernel(x, y))));
    }

    private static double[][] Pairs(Random random, int rows, bool together) => [.. Enumerable.Range(0, rows).Select(_ =>
    {
        double first = Draw(random);
        double[] others = [Draw(random), Draw(random)];
        return together ? new[] { first, first + (0.1 * others[0]), first + (0.1 * others[1]) } : [first, others[0], others[1]];
    })];

    private static double[][] Normal(Random random, int rows, double shift) => [.. Enumerable.Range(0, rows).Select(_ => new[] { Draw(random) + shift, Draw(random) })];

    private static double Draw(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
