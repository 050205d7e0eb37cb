using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Quality;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Tests.Quality;

public sealed class QualityCheckTests : IDisposable
{
    private static readonly (string, FeatureKind)[] Columns = [("amount", FeatureKind.Numeric), ("shop", FeatureKind.Categorical)];

    private readonly TemporaryDirectory _directory = new();
    private readonly DataSchema _schema;

    public QualityCheckTests()
    {
        Directory.CreateDirectory(_directory.Path);
        _schema = DataSchema.Infer(Read(Good(400)));
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Data_like_the_reference_keeps_every_rule() =>
        Assert.All(QualityCheck.Run(_schema, Read(Good(200))), finding => Assert.True(finding.Kept, finding.Reason));

    [Theory]
    [InlineData("missing", "amount", ",a")]
    [InlineData("typeChange", "amount", "many,a")]
    [InlineData("outOfRange", "amount", "1e9,a")]
    [InlineData("outOfRange", "amount", "inf,a")]
    [InlineData("unseen", "shop", "5,zzz")]
    [InlineData("textLength", "shop", "5,a very long name of a shop")]
    [InlineData("duplicates", "", "5,a")]
    [InlineData("stale", "amount", "7,b")]
    public void Bad_rows_break_the_rule_they_are_against(string check, string column, string row)
    {
        IReadOnlyList<QualityFinding> findings = QualityCheck.Run(_schema, Read([.. Good(200), .. Enumerable.Repeat(row, 160)]));

        Assert.False(Assert.Single(findings, finding => finding.Check == check && finding.Column == column).Kept);
    }

    [Fact]
    public void A_constant_column_and_an_absent_category_are_found()
    {
        IReadOnlyList<QualityFinding> findings = QualityCheck.Run(_schema, Read([.. Enumerable.Range(0, 40).Select(_ => "5,a")]));

        Assert.False(Assert.Single(findings, finding => finding is { Check: "constant", Column: "amount" }).Kept);
        Assert.False(Assert.Single(findings, finding => finding.Check == "vanished").Kept);
    }

    [Fact]
    public void Too_many_categories_are_found() =>
        Assert.False(Assert.Single(QualityCheck.Run(_schema, Read([.. Enumerable.Range(0, 40).Select(i => $"{i % 20},shop{i}")])), finding => finding is { Check: "cardinality" }).Kept);

    [Fact]
    public void A_column_that_is_gone_breaks_its_rule_and_no_other()
    {
        ColumnTable data = Read(Good(200));
        IReadOnlyList<QualityFinding> findings = QualityCheck.Run(_schema, data with { Columns = [data.Columns[1]] });

        Assert.Equal("missingColumn", Assert.Single(findings, finding => finding.Kept == false).Check);
    }

    [Fact]
    public void Without_rows_nothing_is_said_and_nothing_is_good() =>
        Assert.All(QualityCheck.Run(_schema, Read([])), finding => Assert.Null(finding.Kept));

    [Fact]
    public void All_missing_breaks_the_rule_about_missing_values_and_leaves_the_others_unsaid()
    {
        IReadOnlyList<QualityFinding> findings = QualityCheck.Run(_schema with { MaximumDuplicates = null }, Read([.. Enumerable.Repeat(",", 50)]));

        Assert.All(findings, finding => Assert.Equal(finding.Check switch { "missing" => false, "typeChange" => true, _ => null }, finding.Kept));
    }

    [Fact]
    public void A_schema_is_edited_as_json_and_read_back()
    {
        string json = _schema.ToJson();
        Assert.Equal(json, DataSchema.Parse(json).ToJson());

        DataSchema edited = DataSchema.Parse(json.Replace("\"maximumOutOfRange\": 0.01", "\"maximumOutOfRange\": null", StringComparison.Ordinal));
        Assert.DoesNotContain(QualityCheck.Run(edited, Read(["1e9,a"])), finding => finding.Check == "outOfRange");
    }

    [Fact]
    public void Constraints_of_sagemaker_become_rules()
    {
        DataSchema schema = DataSchema.Parse("""
            {"version":0,"features":[
              {"name":"amount","inferred_type":"Fractional","completeness":0.9,"num_constraints":{"is_non_negative":true}},
              {"name":"shop","inferred_type":"String","completeness":1.0,"string_constraints":{"domains":["a","b"]}}],
             "monitoring_config":{"evaluate_constraints":"Enabled","domain_content_threshold":0.1,"datatype_check_threshold":0.1}}
            """);

        Assert.Equal((0.1, 0.0, 0.1), (Math.Round(schema.Columns[0].MaximumMissing!.Value, 9), schema.Columns[0].Minimum, schema.Columns[0].MaximumTypeChanges));
        Assert.Equal<string>(["a", "b"], schema.Columns[1].Categories!.Value);
        Assert.False(Assert.Single(QualityCheck.Run(schema, Read(["-1,a", "2,b"])), finding => finding.Check == "outOfRange").Kept);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"format\":\"mlops-schema\",\"columns\":[{\"name\":\"x\",\"type\":\"date\"}]}")]
    public void What_is_no_schema_is_refused(string text) => Assert.Throws<ReferenceException>(() => DataSchema.Parse(text));

    private static string[] Good(int rows) => [.. Enumerable.Range(0, rows).Select(i => $"{(i * 7 % 100) + (i / 1000.0)},{"abcde"[i * 3 % 5]}")];

    private ColumnTable Read(string[] rows)
    {
        string path = _directory.File("data.csv");
        File.WriteAllLines(path, ["amount,shop", .. rows]);
        return new CsvTable(path).Read(Columns);
    }
}
