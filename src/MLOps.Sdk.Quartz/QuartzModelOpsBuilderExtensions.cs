using Microsoft.Extensions.Hosting;
using MLOps.Sdk;
using MLOps.Sdk.Quartz;
using MLOps.Sdk.Retraining;
using Quartz;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds schedules.</summary>
public static class QuartzModelOpsBuilderExtensions
{
    /// <summary>Retrains a model by a schedule, within its limits. Its retraining is declared with <c>AddRetraining</c>.</summary>
    /// <param name="builder">What <c>AddModelOps</c> returned.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="cron">A cron expression of Quartz.NET, seconds first, such as "0 0 3 * * ?" for three o'clock each night.</param>
    /// <param name="zone">Whose clock that is. Default: UTC.</param>
    /// <exception cref="ArgumentException">It is not such an expression.</exception>
    public static IModelOpsBuilder AddRetrainingSchedule(this IModelOpsBuilder builder, string model, string cron, TimeZoneInfo? zone = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        CronExpression parsed = Parse(cron, zone ?? TimeZoneInfo.Utc);
        builder.Services.AddSingleton<IHostedService>(provider => new RetrainingSchedule(provider.GetRequiredService<IRetraining>(), model, parsed, provider.GetRequiredService<TimeProvider>()));
        return builder;
    }

    private static CronExpression Parse(string cron, TimeZoneInfo zone)
    {
        try
        {
            return new CronExpression(cron, zone);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw new ArgumentException($"'{cron}' is not a cron expression of Quartz.NET: {fault.Message} Six fields, seconds first, such as \"0 0 3 * * ?\" for three o'clock each night.", nameof(cron), fault);
        }
    }
}
