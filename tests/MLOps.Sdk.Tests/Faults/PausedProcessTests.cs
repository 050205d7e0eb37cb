using MLOps.Sdk.Faults.Pauses;
using MLOps.Sdk.Faults.Processes;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Tests.Faults;

/// <summary>Processes that the system stops, or gives next to no processor.</summary>
public sealed class PausedProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [UnixFact]
    public async Task An_app_that_is_stopped_and_continued_loses_nothing_raises_no_alarm_and_holds_up_no_other()
    {
        PlainApp.StoreWhatWasLeft(_directory.Path);
        using var child = Child.Start(PauseChild.Verb, PauseChild.Parameters(_directory.Path, Told("")));
        child.WaitForFile(Told(PauseChild.Running));
        long mine;
        using (var other = new App(_directory.Path))
        {
            child.Stop();
            for (int i = 0; i < 3; i++) // longer than nothing may move, in stretches, in which others record
            {
                await other.PredictAsync(100, 100 * i);
                Assert.False(child.EndsWithin(PauseChild.StalledAfter));
            }

            child.Continue();
            await other.FlushAsync();
            RecordingCounts counts = other.Ops.Counts;
            mine = counts.Durable;
            Assert.Equal((300L, 300L, 0L), (counts.Calls, counts.Durable, counts.LostTotal));
        }

        long accepted = End(child);

        Assert.Equal(0, PlainApp.Told(Told(PauseChild.Alarms)));
        Assert.Equal(accepted + mine, await RowsAsync());
    }

    [ProcessorShareFact]
    public async Task An_app_with_a_tenth_of_a_processor_records_all_that_it_predicts()
    {
        using var share = new ProcessorShare();
        using (var child = Child.Start(PauseChild.Verb, PauseChild.Parameters(_directory.Path, Told(""))))
        {
            child.WaitForFile(Told(PauseChild.Running));
            share.Add(child.ProcessId);
            Assert.False(child.EndsWithin(TimeSpan.FromSeconds(2)));

            long accepted = End(child);

            Assert.True(accepted > 10, $"It predicted too little to show anything: {accepted}.");
            Assert.Equal(accepted, await RowsAsync());
        }

        Assert.True(share.Throttled > 0, "It was never throttled.");
    }

    private string Told(string what) => _directory.Path + what;

    private long End(Child child)
    {
        PlainApp.Tell(Told(PauseChild.End), 1);
        child.WaitForExit();
        Assert.Equal(0, child.ExitCode);
        return PlainApp.Told(Told(PauseChild.Accepted));
    }

    private async Task<long> RowsAsync()
    {
        using var log = new SqlitePredictionLog(_directory.Path);
        return (await log.StatusAsync()).Rows;
    }
}

/// <summary>Runs where processes can be given a share of a processor: on Linux, as root, with control groups.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProcessorShareFactAttribute : FactAttribute
{
    private static readonly string? Obstacle = ProcessorShare.Obstacle();

    public ProcessorShareFactAttribute() => Skip = Obstacle;
}

/// <summary>Runs where processes take signals.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no signals that stop and continue a process." : null;
}
