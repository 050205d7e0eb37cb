using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Performance;

/// <summary>Tells how well predictions did. Safe on any thread.</summary>
public interface IPerformanceReports
{
    /// <summary>Joins the logged predictions that match with their truth, and compares the two.</summary>
    ValueTask<PerformanceReport> ReportAsync(OutcomeQuery query, PerformanceReportOptions? options = null, CancellationToken cancellationToken = default);
}

internal sealed class PerformanceReports(IOutcomeLog log) : IPerformanceReports
{
    public async ValueTask<PerformanceReport> ReportAsync(OutcomeQuery query, PerformanceReportOptions? options = null, CancellationToken cancellationToken = default) =>
        PerformanceReport.Of(await log.JoinOutcomesAsync(query, cancellationToken).ConfigureAwait(false), options);
}
