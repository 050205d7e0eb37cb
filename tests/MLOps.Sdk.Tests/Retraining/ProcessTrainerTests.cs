using System.Diagnostics;
using System.Globalization;
using MLOps.Sdk.Retraining;

namespace MLOps.Sdk.Tests.Retraining;

public sealed class ProcessTrainerTests
{
    [SkippableUnixFact]
    public async Task A_program_reads_the_data_writes_the_model_and_says_what_it_is()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        RetrainingRun run = await RunAsync(store, """
            test "$(head -1 "$MODELOPS_DATA")" = "x,place,outcome" || exit 9
            echo "training $MODELOPS_RUN on $1"
            printf 0.3 > "$2"
            echo '{"metrics":{"auc":0.97},"parameters":{"depth":3,"kind":"tree"},"environment":{"sh":"posix"},"codeCommit":"abc"}' > "$MODELOPS_FACTS"
            """);

        Assert.True(run.State == RetrainingState.Promoted, run.Message);
        MLOps.Sdk.Registry.ModelVersion version = (await store.Registry.FindAsync(RetrainedStore.Model, "2"))!;
        Assert.Equal(0.97, version.Metrics["training.auc"]);
        Assert.Equal(("3", "tree", "process sh"), (version.Lineage.Parameters["depth"], version.Lineage.Parameters["kind"], version.Lineage.Parameters["trainer"]));
        Assert.Equal(("posix", "abc"), (version.Lineage.Environment["sh"], version.Lineage.CodeCommit));
        Assert.Contains($"training {run.Id} on", await File.ReadAllTextAsync(LogOf(store, run)), StringComparison.Ordinal);
    }

    [SkippableUnixFact]
    public async Task A_program_that_fails_is_told_with_its_last_words()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        RetrainingRun run = await RunAsync(store, "echo first >&2; echo 'out of memory' >&2; exit 3");

        Assert.Equal(RetrainingState.Failed, run.State);
        Assert.Contains("exit code 3", run.Message, StringComparison.Ordinal);
        Assert.Contains("it ends: out of memory", run.Message, StringComparison.Ordinal);
    }

    [SkippableUnixFact]
    public async Task At_the_time_limit_the_program_and_all_that_it_started_are_ended()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        string pids = Path.Combine(store.Path, "pids");

        RetrainingRun run = await RunAsync(store, $"sleep 600 & echo $! > '{pids}'; echo $$ >> '{pids}'; wait", TimeSpan.FromSeconds(1));

        Assert.Equal(RetrainingState.Failed, run.State);
        Assert.Contains("was not done within 00:00:01", run.Message, StringComparison.Ordinal);
        Assert.Contains("TimeLimit", run.Message, StringComparison.Ordinal);
        foreach (string pid in await File.ReadAllLinesAsync(pids))
            AssertGone(int.Parse(pid, CultureInfo.InvariantCulture));
    }

    [SkippableUnixFact]
    public async Task A_program_that_ends_well_and_writes_nothing_is_a_failure()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        RetrainingRun run = await RunAsync(store, ": > \"$2\"");

        Assert.Equal(RetrainingState.Failed, run.State);
        Assert.Contains("an empty file is at", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        RetrainingRun run = await store.Pipeline(configure: static options => options.TrainWithProcess("no-such-trainer")).RunAsync(RetrainedStore.Ask);

        Assert.Contains("'no-such-trainer' cannot be started", run.Message, StringComparison.Ordinal);
    }

    private static string LogOf(RetrainedStore store, RetrainingRun run) => Path.Combine(store.Path, "retraining", run.Id, "trainer", "trainer.log");

    private static Task<RetrainingRun> RunAsync(RetrainedStore store, string script, TimeSpan? limit = null) => store.Pipeline(configure: options =>
    {
        options.TrainWithProcess("sh", "-c", script, "sh", "{data}", "{model}");
        options.TimeLimit = limit ?? TimeSpan.FromMinutes(1);
    }).RunAsync(RetrainedStore.Ask);

    private static void AssertGone(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)), $"Process {pid} is still there.");
        }
        catch (ArgumentException)
        {
            // There is no such process.
        }
    }
}
