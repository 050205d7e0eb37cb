using MLOps.Sdk.Retraining;
using Quartz;

namespace MLOps.Sdk.Quartz;

/// <summary>Retrains a model as a job of Quartz.NET, for apps that have a scheduler: its triggers, its calendars, its cluster.</summary>
/// <remarks>
/// Made by the app's services. A run that may not begin now ends the job without a fault; one that failed ends it with one.
/// </remarks>
/// <param name="retraining">Retrains.</param>
[DisallowConcurrentExecution]
public sealed class RetrainingJob(IRetraining retraining) : IJob
{
    /// <summary>The key of the job's data that names the model.</summary>
    public const string ModelKey = "model";

    /// <inheritdoc/>
    /// <exception cref="JobExecutionException">No model is named, or the run failed.</exception>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        string model = context.MergedJobDataMap.TryGetValue(ModelKey, out object? value) && value is string name
            ? name
            : throw new JobExecutionException($"The job '{context.JobDetail.Key}' names no model. Put one into its data: UsingJobData(RetrainingJob.ModelKey, \"fraud\").");
        try
        {
            RetrainingRun run = await retraining.RunAsync(
                model, new RetrainingRequest(RetrainingTrigger.Schedule, $"job {context.JobDetail.Key}") { Actor = "quartz" }, cancellationToken).ConfigureAwait(false);
            context.Result = run.Id;
            if (run.State == RetrainingState.Failed)
                throw new JobExecutionException($"Retraining {run.Id} failed: {run.Message}");
        }
        catch (RetrainingRefusedException refusal)
        {
            context.Result = refusal.Message;
        }
    }
}
