using System.Diagnostics;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Tests.Serving;

public class CallClockTests
{
    [Fact]
    public void The_systems_clock_is_the_stopwatch()
    {
        var clock = new CallClock(TimeProvider.System);

        for (int i = 0; i < 1_000; i++)
        {
            long before = Stopwatch.GetTimestamp();
            long now = clock.Now();
            long after = Stopwatch.GetTimestamp();
            Assert.InRange(now, before, after);
        }
    }

    [Fact]
    public void Another_provider_is_asked()
    {
        Assert.Equal(42, new CallClock(new StoppedClock()).Now());
    }

    [Fact]
    public void Reading_takes_no_memory()
    {
        var clock = new CallClock(TimeProvider.System);
        clock.Now();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            clock.Now();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 42;
    }
}
