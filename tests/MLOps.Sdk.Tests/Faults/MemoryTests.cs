using MLOps.Sdk.Faults.Memory;
using MLOps.Sdk.Faults.Processes;

namespace MLOps.Sdk.Tests.Faults;

/// <summary>The short version of the study of memory (<c>figures faults</c>).</summary>
public sealed class MemoryTests : IDisposable
{
    private const int SpareMegabytes = 64;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Neither_a_dead_store_nor_a_million_distinct_tag_values_take_more_memory_than_is_configured()
    {
        using var child = Child.Start(MemoryChild.Verb, MemoryChild.Parameters(_directory.Path, seconds: 2, values: 1_000_000));
        child.WaitForExit(TimeSpan.FromMinutes(2));

        Assert.Equal(0, child.ExitCode);
        Assert.InRange(Told(MemoryChild.DeadStore), 0, SpareMegabytes);
        Assert.InRange(Told(MemoryChild.Tags), 0, SpareMegabytes);
        Assert.Equal(0, Told(MemoryChild.Unaccounted));
        Assert.True(Told(MemoryChild.Calls) > 100_000, "It called too little to show anything.");
    }

    private long Told(string what) => PlainApp.Told(_directory.Path + what);
}
