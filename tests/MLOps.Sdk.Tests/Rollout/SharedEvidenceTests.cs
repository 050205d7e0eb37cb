using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Files;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Tests.Faults;

namespace MLOps.Sdk.Tests.Rollout;

public sealed class SharedEvidenceTests : IAsyncLifetime
{
    private static readonly CanaryRules ErrorsAlone = new() { SlowTolerance = null, EnoughCalls = 1_000 };

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeClock _time = new();
    private readonly FileModelRegistry _registry;

    public SharedEvidenceTests() => _registry = new FileModelRegistry(_directory.Path, _time);

    public async Task InitializeAsync()
    {
        foreach (string version in new[] { "v1", "v2" })
            await _registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = version });
        await _registry.PromoteAsync(new AliasChange("fraud", "v1", "first"));
    }

    public Task DisposeAsync()
    {
        _directory.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_was_counted_before_a_restart_counts_after_it()
    {
        await StartAsync();
        using (CanaryProcess first = await ProcessAsync("1"))
        {
            Count(first, 600, failed: 6);
            Assert.Equal(RolloutState.Running, (await first.LookAsync()).Plan.State);
            Count(first, 100, failed: 1); // after its last look
        }

        using CanaryProcess second = await ProcessAsync("2");
        Count(second, 400, failed: 4);
        RolloutStatus done = await second.LookAsync();

        Assert.Equal(RolloutState.Promoted, done.Plan.State);
        Assert.StartsWith("v1: 1100 calls, 11 errors, 0 of 0 slow; v2: 1100 calls, 11 errors", done.Plan.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processes_that_each_saw_too_little_see_enough_together()
    {
        await StartAsync();
        CanaryProcess[] processes = [await ProcessAsync("1"), await ProcessAsync("2"), await ProcessAsync("3", judges: false)];
        var states = new List<RolloutState>();
        foreach (CanaryProcess process in processes)
        {
            process.Calls("v1", PredictionVariant.Champion, 30, failed: 0);
            process.Calls("v2", PredictionVariant.Canary, 30, failed: 20); // 50 of each are needed
            states.Add((await process.LookAsync()).Plan.State);
        }

        RolloutStatus done = await processes[0].LookAsync();

        Assert.Equal([RolloutState.Running, RolloutState.RolledBack], states[..2]);
        Assert.StartsWith("v1: 60 calls, 0 errors", done.Plan.Evidence, StringComparison.Ordinal);
        Assert.Equal("rolled back", Assert.Single(processes.SelectMany(static process => process.Alerts)).Kind);
        Array.ForEach(processes, static process => process.Dispose());
    }

    [Fact]
    public async Task A_process_that_does_not_judge_shares_what_it_counted()
    {
        await StartAsync();
        using CanaryProcess quiet = await ProcessAsync("1", judges: false), judge = await ProcessAsync("2");
        quiet.Calls("v1", PredictionVariant.Champion, 900, failed: 0);
        quiet.Calls("v2", PredictionVariant.Canary, 900, failed: 700);

        RolloutState before = (await quiet.LookAsync()).Plan.State;

        Assert.Empty(quiet.Controller.Reports);
        Assert.Equal((RolloutState.Running, RolloutState.RolledBack), (before, (await judge.LookAsync()).Plan.State));
    }

    [Fact]
    public async Task All_processes_measure_slow_calls_with_one_limit()
    {
        await StartAsync(new CanaryRules());
        using CanaryProcess first = await ProcessAsync("1"), second = await ProcessAsync("2");
        first.Calls("v1", PredictionVariant.Champion, 500, failed: 0, latency: static i => 1_000 + (i % 100));
        await first.LookAsync(); // proposes 1,095 ns
        second.Calls("v1", PredictionVariant.Champion, 500, failed: 0, latency: static _ => 9_000);
        second.Calls("v2", PredictionVariant.Canary, 20, failed: 0, latency: static _ => 10_000); // slow by its own limit
        await second.LookAsync(); // learns the limit that holds
        RolloutStatus learnt = await second.LookAsync();
        second.Calls("v2", PredictionVariant.Canary, 40, failed: 0, latency: static _ => 1_000);
        await second.LookAsync();

        CanaryReport report = Assert.Single(second.Controller.Reports);
        Assert.Equal(RolloutState.Running, learnt.Plan.State);
        Assert.Equal((60L, 40L, 0L), (report.Arms[1].Calls, report.Arms[1].Timed!.Value, report.Arms[1].Slow));
    }

    [Fact]
    public async Task A_step_that_is_entered_again_begins_without_the_calls_of_before()
    {
        await StartAsync(steps: [new(0.1, TimeSpan.Zero), new(0.5, TimeSpan.FromHours(1))]);
        using CanaryProcess process = await ProcessAsync("1");
        process.Calls("v1", PredictionVariant.Champion, 900, failed: 9);
        process.Calls("v2", PredictionVariant.Canary, 100, failed: 1);
        Assert.Equal(1, (await process.LookAsync()).Plan.Step);
        _time.Advance(TimeSpan.FromMinutes(1));
        await new Rollouts(_registry, _time).RampAsync(new RolloutDecision("fraud", "once more"), step: 0);
        await process.FollowAsync();

        RolloutStatus again = await process.LookAsync();

        Assert.Equal(0, again.Plan.Step);
        Assert.Equal(0, Assert.Single(process.Controller.Reports).Arms[0].Calls);
    }

    [Fact]
    public async Task Notes_that_cannot_be_read_decide_nothing_and_say_where_they_are()
    {
        await StartAsync();
        using CanaryProcess process = await ProcessAsync("1");
        Count(process, 2_000, failed: 20);
        string folder = Path.Combine(_directory.Path, "notes");
        RolloutStatus status = (await new Rollouts(_registry, _time).FindAsync("fraud"))!;
        await _registry.PutAsync(new NoteTopic("fraud", status.Plan.Name), $"step-0-{status.StepAt.UtcTicks:x16}-0", "{"u8.ToArray());

        var fault = await Assert.ThrowsAsync<RegistryException>(process.LookAsync);

        Assert.Contains("modelops canary abort", fault.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder));
        Assert.Equal(RolloutState.Running, (await new Rollouts(_registry, _time).FindAsync("fraud"))!.Plan.State);
    }

    private static void Count(CanaryProcess process, int calls, int failed)
    {
        process.Calls("v1", PredictionVariant.Champion, calls, failed);
        process.Calls("v2", PredictionVariant.Canary, calls, failed);
    }

    private async Task StartAsync(CanaryRules? rules = null, params RampStep[] steps) =>
        await new Rollouts(_registry, _time).StartCanaryAsync(new CanaryStart("fraud", "v2", "try")
        {
            Steps = steps.Length > 0 ? steps : [new(0.5, TimeSpan.Zero)],
            Rules = rules ?? ErrorsAlone,
        });

    private async Task<CanaryProcess> ProcessAsync(string name, bool judges = true)
    {
        var process = new CanaryProcess(_registry, _time, name, judges);
        await process.FollowAsync();
        return process;
    }
}
