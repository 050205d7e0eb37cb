using MLOps.Sdk.Recording.Pump;

namespace MLOps.Sdk.Tests.Recording;

public class WatcherWorkTests
{
    [Fact]
    public void Offered_work_wakes_the_thread_that_does_all_of_it_in_order()
    {
        int woken = 0;
        var work = new WatcherWork(() => woken++);
        var done = new List<int>();
        for (int i = 0; i < 3; i++)
            work.Offer(new Note(done, i));

        Assert.True(work.DoAll());
        Assert.False(work.DoAll());
        Assert.Equal([0, 1, 2], done);
        Assert.Equal(3, woken);
    }

    [Fact]
    public void Work_does_not_pile_up_behind_a_monitor_that_hangs()
    {
        var work = new WatcherWork(static () => { });
        var done = new List<int>();
        for (int i = 0; i < 10_000; i++)
            work.Offer(new Note(done, i));

        work.DoAll();
        Assert.InRange(done.Count, 1, 100);
    }

    private sealed class Note(List<int> done, int number) : IThreadPoolWorkItem
    {
        public void Execute() => done.Add(number);
    }
}
