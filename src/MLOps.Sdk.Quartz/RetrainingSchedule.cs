using System.Globalization;
using Microsoft.Extensions.Hosting;
using MLOps.Sdk.Retraining;
using Quartz;

namespace MLOps.Sdk.Quartz;

/// <summary>Asks for a run whenever a cron expression says so, without a scheduler. What fell into a time when the app did not run is not made up for.</summary>
/// <remarks>Threads: timers call one after the other, since each is made by the one before.</remarks>
/// <param name="retraining">Is asked.</param>
/// <param name="model">The model's name.</param>
/// <param name="cron">When.</param>
/// <param name="time">The clock.</param>
public sealed class RetrainingSchedule(IRetraining retraining, string model, CronExpression cron, TimeProvider time) : IHostedService, IDisposable
{
    // Timers take no longer spans than 49 days; a schedule of years wakes up on the way.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private ITimer? _timer;
    private DateTimeOffset? _next;

    /// <summary>When a run is asked for next; null when never.</summary>
    public DateTimeOffset? Next => _next;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _next = cron.GetNextValidTimeAfter(time.GetUtcNow());
        _timer = time.CreateTimer(_ => Wake(), null, Wait(), Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_timer is { } timer)
            await timer.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private TimeSpan Wait()
    {
        if (_next is not { } next)
            return Timeout.InfiniteTimeSpan;
        TimeSpan left = next - time.GetUtcNow();
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < LongestWait ? left : LongestWait;
    }

    private void Wake()
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_next is { } due && now >= due)
        {
            _next = cron.GetNextValidTimeAfter(now);
            retraining.Request(model, new RetrainingRequest(RetrainingTrigger.Schedule, string.Create(CultureInfo.InvariantCulture, $"due at {due:u} by '{cron.CronExpressionString}'")) { Actor = "schedule" });
        }

        _timer?.Change(Wait(), Timeout.InfiniteTimeSpan);
    }
}
