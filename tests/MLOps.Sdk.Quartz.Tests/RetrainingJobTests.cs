using MLOps.Sdk.Retraining;
using NSubstitute;
using Quartz;

namespace MLOps.Sdk.Quartz.Tests;

public sealed class RetrainingJobTests
{
    private readonly IRetraining _retraining = Substitute.For<IRetraining>();
    private readonly IJobExecutionContext _context = Substitute.For<IJobExecutionContext>();

    [Fact]
    public async Task It_retrains_the_model_that_its_data_names()
    {
        Returns(RetrainingState.Promoted);
        _context.MergedJobDataMap.Returns(new JobDataMap { [RetrainingJob.ModelKey] = "fraud" });

        await new RetrainingJob(_retraining).Execute(_context, CancellationToken.None);

        await _retraining.Received(1).RunAsync("fraud", Arg.Is<RetrainingRequest>(static request => request.Trigger == RetrainingTrigger.Schedule), Arg.Any<CancellationToken>());
        _context.Received().Result = "fraud-1";
    }

    [Fact]
    public async Task A_run_that_failed_fails_the_job()
    {
        Returns(RetrainingState.Failed);
        _context.MergedJobDataMap.Returns(new JobDataMap { [RetrainingJob.ModelKey] = "fraud" });

        JobExecutionException fault = await Assert.ThrowsAsync<JobExecutionException>(async () => await new RetrainingJob(_retraining).Execute(_context, CancellationToken.None));

        Assert.Contains("no GPU", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_without_a_model_says_how_one_is_named()
    {
        _context.MergedJobDataMap.Returns(new JobDataMap());

        JobExecutionException fault = await Assert.ThrowsAsync<JobExecutionException>(async () => await new RetrainingJob(_retraining).Execute(_context, CancellationToken.None));

        Assert.Contains("RetrainingJob.ModelKey", fault.Message, StringComparison.Ordinal);
    }

    private void Returns(RetrainingState state) => _retraining.RunAsync(default!, default!, default).ReturnsForAnyArgs(
        new RetrainingRun("fraud-1", "fraud", DateTimeOffset.UnixEpoch) { Reason = "r", Actor = "a", State = state, Message = "no GPU" });
}
