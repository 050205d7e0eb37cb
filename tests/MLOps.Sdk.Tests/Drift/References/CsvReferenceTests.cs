using System.IO.Compression;
using System.Text;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Tests.Statistics;

namespace MLOps.Sdk.Tests.Drift.References;

public class CsvReferenceTests
{
    private static readonly ModelSchema Schema = new("fraud", [("amount", FeatureKind.Numeric), ("merchant", FeatureKind.Categorical)]);

    [Fact]
    public void Columns_are_found_by_name_and_others_are_passed_over()
    {
        ReferenceProfile profile = Read("id,merchant,amount\n1,fuel,2.5\n2,food,-1e3\n");

        Assert.Equal((2, "fraud"), (profile.Rows, profile.Model));
        Assert.Equal(["amount", "merchant"], profile.Signals.Select(s => s.Name));
        Assert.Equal((-1_000, 2.5), (profile.Find("amount")!.Numeric!.Counter.Minimum, profile.Find("amount")!.Numeric!.Counter.Maximum));
        Assert.Equal(["food", "fuel"], profile.Find("merchant")!.Categorical!.Table.Categories.ToArray());
    }

    [Fact]
    public void Empty_fields_na_and_nan_are_missing_and_infinities_are_numbers()
    {
        ReferenceProfile profile = Read("amount,merchant\n,fuel\nNA,\nnan,NA\n 7 ,food\n-inf,food\nInfinity,food\n");
        var amounts = profile.Find("amount")!.Numeric!.Counter;

        Assert.Equal((3, 1, 1, 1), (amounts.Missing, amounts.Finite, amounts.NegativeInfinities, amounts.PositiveInfinities));
        Assert.Equal(2, profile.Find("merchant")!.Categorical!.Counter.Missing);
    }

    [Fact]
    public void A_quoted_field_may_hold_separators_quotes_and_line_breaks()
    {
        ReferenceProfile profile = Read("amount,merchant\n1,\"Food, \"\"fast\"\"\nand good\"\n");

        Assert.Equal("Food, \"fast\"\nand good", Assert.Single(profile.Find("merchant")!.Categorical!.Table.Categories));
    }

    [Fact]
    public void The_output_is_read_from_its_column()
    {
        Assert.Equal(0.75, Read("amount,merchant,prediction\n1,a,0.75\n").Find("prediction")!.Numeric!.Counter.Mean);
        Assert.Equal(0.5, Read("amount,merchant,score\n1,a,0.5\n", new() { OutputColumn = "score" }).Find("prediction")!.Numeric!.Counter.Mean);
        Assert.Equal("yes", Read("amount,merchant,answer\n1,a,yes\n", new() { OutputColumn = "answer", OutputKind = FeatureKind.Categorical }).Find("prediction")!.Categorical!.Table.Categories.Single());
        Assert.Null(Read("amount,merchant\n1,a\n").Find("prediction"));
    }

    [Fact]
    public void A_missing_column_is_named_with_the_columns_there_are()
    {
        string message = Fault("amount,shop\n1,a\n");

        Assert.Contains("'merchant'", message, StringComparison.Ordinal);
        Assert.Contains("amount, shop", message, StringComparison.Ordinal);
        Assert.Contains("reference.csv", message, StringComparison.Ordinal);
        Assert.Contains("'score'", Fault("amount,merchant\n1,a\n", new() { OutputColumn = "score" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_in_a_numeric_column_is_named_with_its_row_and_column()
    {
        string message = Fault("amount,merchant\n1,a\n12 EUR,b\n");

        Assert.StartsWith("Row 2 of 'reference.csv', column 'amount': '12 EUR' is not a number.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("amount,merchant\n", "a header and no rows")]
    [InlineData("amount,merchant\n1\n", "Row 1 of 'reference.csv' has 1 fields, the header 2")]
    public void A_file_without_data_is_refused(string csv, string expected) =>
        Assert.Contains(expected, Fault(csv), StringComparison.Ordinal);

    [Fact]
    public void Only_the_rows_asked_for_are_read()
    {
        Assert.Equal(2, Read("amount,merchant\n1,a\n2,a\nbroken,a\n", new() { Rows = 2 }).Rows);
        Assert.Contains("Rows is 0", Fault("amount,merchant\n1,a\n", new() { Rows = 0 }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_may_be_packed_and_one_that_is_not_there_is_named()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("modelops").FullName, "reference.csv.gz");
        using (var file = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            file.Write("amount,merchant\n1,a\n"u8);
        Assert.Equal(1, CsvReference.Read(Schema, path).Rows);

        File.WriteAllText(path, "amount,merchant\n1,a\n");
        Assert.Contains("cannot be unpacked", Assert.Throws<ReferenceException>(() => CsvReference.Read(Schema, path)).Message, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        Assert.Contains(path, Assert.Throws<ReferenceException>(() => CsvReference.Read(Schema, path)).Message, StringComparison.Ordinal);
    }

    [SharedFact]
    public void A_real_data_set_is_read()
    {
        var schema = new ModelSchema("elec2", [("nswprice", FeatureKind.Numeric), ("vicprice", FeatureKind.Numeric)]);
        ReferenceProfile profile = CsvReference.Read(schema, SharedFolder.File("data/elec2.csv.gz"), new() { Rows = 10_000 });

        Assert.Equal(10_000, profile.Find("nswprice")!.Numeric!.Counter.Finite);
        Assert.Equal(2, profile.Find("vicprice")!.Numeric!.Bins.Count);
    }

    private static ReferenceProfile Read(string csv, CsvReferenceOptions? options = null) =>
        CsvReference.Read(Schema, new MemoryStream(Encoding.UTF8.GetBytes(csv)), "reference.csv", options);

    private static string Fault(string csv, CsvReferenceOptions? options = null) =>
        Assert.Throws<ReferenceException>(() => Read(csv, options)).Message;
}
