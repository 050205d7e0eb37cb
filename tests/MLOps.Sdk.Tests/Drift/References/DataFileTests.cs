using System.IO.Compression;
using MLOps.Sdk.Drift.References;

namespace MLOps.Sdk.Tests.Drift.References;

public sealed class DataFileTests : IDisposable
{
    private const int Bytes = 20_000;

    private readonly TemporaryDirectory _directory = new();

    public DataFileTests() => Directory.CreateDirectory(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_file_is_read_as_it_is_and_a_packed_one_unpacked()
    {
        Assert.Equal(Content(), Read("plain.csv", Content()));
        Assert.Equal(Content(), Read("packed.csv.GZ", Packed()));
        Assert.Equal([], Read("nothing.csv.gz", Packed(0)));
    }

    [Fact]
    public void Members_that_follow_each_other_are_one_content()
    {
        Assert.Equal([.. Content(), .. Content()], Read("two.csv.gz", [.. Packed(), .. Packed()]));
        Assert.Equal([.. Content(), .. Content(10)], Read("short-last.csv.gz", [.. Packed(), .. Packed(10)]));
    }

    [Fact]
    public void A_packed_file_that_was_cut_anywhere_is_noticed()
    {
        byte[] whole = Packed();
        for (int length = 1; length < whole.Length; length += 97)
            Assert.Throws<InvalidDataException>(() => Read("cut.csv.gz", whole[..length]));
        Assert.Throws<InvalidDataException>(() => Read("cut.csv.gz", whole[..^1]));
    }

    [Fact]
    public void A_reference_that_was_cut_is_refused_with_its_name()
    {
        string path = _directory.File("training.csv.gz");
        byte[] whole = Packed();
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);

        ReferenceException fault = Assert.Throws<ReferenceException>(() => CsvReference.Read(new MLOps.Sdk.Recording.ModelSchema("m", []), path));

        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.Contains("end is missing", fault.Message, StringComparison.Ordinal);
    }

    private byte[] Read(string name, byte[] bytes)
    {
        string path = _directory.File(name);
        File.WriteAllBytes(path, bytes);
        using Stream content = DataFile.Unpack(File.OpenRead(path));
        var read = new MemoryStream();
        content.CopyTo(read);
        return read.ToArray();
    }

    // Digits that compress to about half: a cut file's last four bytes are then a number that no content is as long as.
    private static byte[] Content(int bytes = Bytes)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, bytes).Select(i => (byte)(i % 9 == 8 ? '\n' : '0' + random.Next(10)))];
    }

    private static byte[] Packed(int bytes = Bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(Content(bytes));
        return packed.ToArray();
    }
}
