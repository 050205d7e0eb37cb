using System.Text.Json;
using MLOps.Sdk.Tests.Statistics;

namespace MLOps.Sdk.Cli.Tests.Columns;

/// <summary>What the tool prints against what other projects publish in their tests.</summary>
public sealed class DriftOnPublishedVectorsTests : IDisposable
{
    private readonly DataFiles _files = new();
    private readonly PublishedVectors _vectors = SharedFolder.Path is null ? null! : new PublishedVectors();

    public void Dispose() => _files.Dispose();

    [SharedTheory]
    [InlineData("ev-chi2-1", "chiSquareGoodnessOfFitPValue")]
    [InlineData("ev-chi2-2", "chiSquareGoodnessOfFitPValue")]
    [InlineData("ev-chi2-nan", "chiSquareGoodnessOfFitPValue")]
    [InlineData("ev-gtest", "gTestPValue")]
    [InlineData("ev-hellinger-cat-1", "hellinger")]
    [InlineData("ev-hellinger-cat-2", "hellinger")]
    [InlineData("ev-tvd-stat", "totalVariation")]
    [InlineData("ev-tvd-stat2", "totalVariation")]
    [InlineData("ev-z-same", "zTestPValue")]
    public async Task Categories(string id, string statistic)
    {
        _files.Write(_vectors.Counts(id));
        Check(id, await _files.CompareAsync(), statistic);
    }

    [SharedTheory]
    [InlineData("ev-fisher-0")]
    [InlineData("ev-fisher-1")]
    public async Task Two_categories(string id)
    {
        JsonElement table = _vectors.Input(id, "table_[current,reference]x[a,b]");
        long[] Row(int row) => [.. table[row].EnumerateArray().Select(count => count.GetInt64())];
        _files.Write((Row(1), Row(0)));
        Check(id, await _files.CompareAsync(), "fisherPValue");
    }

    [SharedFact]
    public async Task Texts()
    {
        _files.Write(Words("reference"), Words("current"));
        Check("fr-chi2", await _files.CompareAsync(), "chiSquare");

        IEnumerable<string> Words(string side) => _vectors.Input("fr-chi2", side).EnumerateArray().Select(text => text.GetString()!);
    }

    [SharedTheory]
    [InlineData("ev-anderson", "andersonDarlingPValue")]
    [InlineData("ev-mwu", "mannWhitneyPValue", "--alternative", "less")]
    [InlineData("ev-energy", "energy")]
    [InlineData("ev-ttest", "tTestPValue")]
    public async Task Samples(string id, string statistic, params string[] options)
    {
        _files.Write(_vectors.Samples(id, "reference"), _vectors.Samples(id, "current"));
        Check(id, await _files.CompareAsync(options), statistic);
    }

    [SharedTheory]
    [InlineData("der-evidently-num-psi", "psi")]
    [InlineData("der-evidently-num-kl", "kullbackLeiblerOfReference")]
    [InlineData("der-evidently-num-js_nat", "jensenShannonNatural")]
    [InlineData("der-evidently-num-js_base2", "jensenShannon")]
    [InlineData("der-evidently-num-wasserstein_norm", "wassersteinNormed")]
    [InlineData("der-evidently-num-ks_D", "ks")]
    [InlineData("der-evidently-num-ks_p", "ksPValue")]
    public async Task Numbers_in_sturges_bins(string id, string statistic)
    {
        double[][] rows = PublishedVectors.Rows("derived_norm500_norm300_seed7.csv");
        _files.Write(rows[0], rows[1]);
        Check(id, await _files.CompareAsync("--bins", "sturges", "--zeros", "adaptive"), statistic);
    }

    [SharedTheory]
    [InlineData("fr-emd", "wasserstein")]
    [InlineData("fr-kl", "kullbackLeibler", "--zeros", "keep")]
    [InlineData("fr-hinc", "totalVariation")]
    [InlineData("fr-hell-diff", "hellinger")]
    [InlineData("fr-bhatt-diff", "bhattacharyya")]
    [InlineData("fr-psi-diff", "psi", "--zeros", "replace:2.2250738585072014e-308")]
    public async Task Numbers_in_ten_bins(string id, string statistic, params string[] options)
    {
        double[][] rows = PublishedVectors.Rows("frouros_univariate_seed31.csv");
        _files.Write(rows[0], rows[1]);
        Check(id, await _files.CompareAsync(["--bins", "width:10", .. options]), statistic);
    }

    [SharedTheory]
    [InlineData("fr-iks-D", "ks")]
    [InlineData("fr-iks-p", "ksPValue")]
    public async Task A_short_window(string id, string statistic)
    {
        double[][] rows = PublishedVectors.Rows("frouros_iks_same_seed31.csv");
        _files.Write(rows[0], rows[1][^10..]);
        Check(id, await _files.CompareAsync(), statistic);
    }

    private void Check(string id, JsonElement column, string statistic)
    {
        JsonElement value = column.GetProperty("statistics").GetProperty(statistic);
        _vectors.Check(id, value.ValueKind == JsonValueKind.String ? double.PositiveInfinity : value.GetDouble());
    }
}
