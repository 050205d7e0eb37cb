using MLOps.Sdk.Privacy;

namespace MLOps.Sdk.Tests.Privacy.Encryption;

public sealed class PayloadKeyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string KeyFile => _directory.File("payload.keys");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_new_file_of_keys_is_its_owners_alone_and_the_last_key_is_the_current_one()
    {
        FilePayloadKeys.Add(KeyFile, "k1");
        FilePayloadKeys.Add(KeyFile, "k2");

        var keys = new FilePayloadKeys(KeyFile);
        Assert.Equal(("k2", "k1", null), (keys.Current.Id, keys.Find("k1")?.Id, keys.Find("k3")?.Id));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        Assert.Equal("key k2", keys.Current.ToString());
    }

    [Fact]
    public void A_file_that_others_can_use_is_refused_with_the_way_out()
    {
        if (OperatingSystem.IsWindows())
            return;
        FilePayloadKeys.Add(KeyFile, "k1");
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Assert.Contains($"chmod 600 {KeyFile}", Assert.Throws<KeyFileException>(() => new FilePayloadKeys(KeyFile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_that_is_there_is_not_given_to_another_key()
    {
        FilePayloadKeys.Add(KeyFile, "k1");
        Assert.Contains("'k1'", Assert.Throws<KeyFileException>(() => FilePayloadKeys.Add(KeyFile, "k1")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "holds no key")]
    [InlineData("# nothing but words\n", "holds no key")]
    [InlineData("k1 c2hvcnQ=\n", "Line 1")]
    [InlineData("\nk1\n", "Line 2")]
    public void A_file_that_holds_no_keys_is_refused_with_the_line(string contents, string message)
    {
        Directory.CreateDirectory(_directory.Path);
        using (FileStream file = MLOps.Sdk.Recording.PrivateFile.Create(KeyFile))
            file.Write(System.Text.Encoding.UTF8.GetBytes(contents));
        Assert.Contains(message, Assert.Throws<KeyFileException>(() => new FilePayloadKeys(KeyFile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_with_the_command_that_makes_it() =>
        Assert.Contains("modelops keys add", Assert.Throws<KeyFileException>(() => new FilePayloadKeys(KeyFile)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void A_key_of_another_length_is_refused(int bytes) =>
        Assert.Contains($"has {bytes} bytes", Assert.Throws<ArgumentException>(() => new PayloadKey("k", new byte[bytes])).Message, StringComparison.Ordinal);
}
