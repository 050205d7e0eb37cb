using MLOps.Sdk.Hosting;

namespace MLOps.Sdk.Tests.Hosting;

public sealed class FileAlarmStatesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_was_saved_last_is_found_by_the_next_process()
    {
        using (var states = new FileAlarmStates(_directory.Path))
        {
            states.Save("m\nv1\ndrift", [1, 2, 3]);
            states.Save("m\nv1\ndrift", [4, 5]);
        }

        using var next = new FileAlarmStates(_directory.Path);
        Assert.Equal<byte>([4, 5], next.Find("m\nv1\ndrift")!);
        Assert.Null(next.Find("m\nv2\ndrift"));
    }

    [Fact]
    public void A_second_process_begins_anew_and_takes_over_when_the_first_has_ended()
    {
        using var second = new FileAlarmStates(_directory.Path);
        using (var first = new FileAlarmStates(_directory.Path))
        {
            first.Save("key", [1]);
            Assert.Null(second.Find("key"));
            second.Save("key", [2]);
            Assert.Equal<byte>([1], first.Find("key")!);
        }

        second.Save("key", [3]);
        Assert.Equal<byte>([3], second.Find("key")!);
    }

    [Fact]
    public void A_file_that_was_changed_or_cut_off_is_not_read()
    {
        using var states = new FileAlarmStates(_directory.Path);
        states.Save("key", [1, 2, 3]);
        string file = Assert.Single(Directory.GetFiles(_directory.Path, "*.alarm"));
        byte[] bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, [.. bytes[..^1], 9]);
        Assert.Null(states.Find("key"));
        File.WriteAllBytes(file, bytes[..5]);
        Assert.Null(states.Find("key"));
    }
}
