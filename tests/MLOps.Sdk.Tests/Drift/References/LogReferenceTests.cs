using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Drift.References;

public class LogReferenceTests
{
    private static readonly ModelSchema Schema = new("fraud", [("amount", FeatureKind.Numeric), ("merchant", FeatureKind.Categorical)]);

    [Fact]
    public async Task Every_page_of_answered_predictions_is_read()
    {
        var log = new PagedLog(
            [Logged(1, "a", 0.1), Logged(2, "b", 0.2)],
            [Logged(3, null, 0.3), Logged(null, "a", 0.4), Logged(9, "z", 0.9) with { Status = PredictionStatus.Failed }]);

        ReferenceProfile profile = await LogReference.ReadAsync(Schema, log, new PredictionQuery { Version = "v1" });

        Assert.Equal(4, profile.Rows);
        Assert.Equal((3, 1, 3.0), (profile.Find("amount")!.Numeric!.Counter.Finite, profile.Find("amount")!.Numeric!.Counter.Missing, profile.Find("amount")!.Numeric!.Counter.Maximum));
        Assert.Equal(1, profile.Find("merchant")!.Categorical!.Counter.Missing);
        Assert.Equal(0.25, profile.Find("prediction")!.Numeric!.Counter.Mean, 1e-12);
        Assert.All(log.Queries, q => Assert.Equal(("fraud", "v1", PredictionQuery.MaximumLimit), (q.Model, q.Version, q.Limit)));
    }

    [Fact]
    public async Task A_stretch_without_answers_is_refused()
    {
        ReferenceException fault = await Assert.ThrowsAsync<ReferenceException>(async () => await LogReference.ReadAsync(Schema, new PagedLog([[]]), new PredictionQuery()));

        Assert.Contains("'fraud'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feature_that_was_logged_as_another_kind_is_named()
    {
        LoggedPrediction changed = Logged(1, "a", 0.1) with { Features = new Dictionary<string, object?> { ["amount"] = "much", ["merchant"] = "a" } };
        ReferenceException fault = await Assert.ThrowsAsync<ReferenceException>(async () => await LogReference.ReadAsync(Schema, new PagedLog([changed]), new PredictionQuery()));

        Assert.Contains("feature 'amount' was logged as 'much', and is declared as Numeric", fault.Message, StringComparison.Ordinal);
    }

    private static LoggedPrediction Logged(double? amount, string? merchant, double output) => new()
    {
        Id = new PredictionId(1, 2),
        Time = DateTimeOffset.UnixEpoch,
        Model = "fraud",
        Version = "v1",
        Features = new Dictionary<string, object?> { ["amount"] = amount, ["merchant"] = merchant },
        Output = output,
    };

    private sealed class PagedLog(params LoggedPrediction[][] pages) : IPredictionLog
    {
        public List<PredictionQuery> Queries { get; } = [];

        public ValueTask<PredictionPage> QueryAsync(PredictionQuery query, CancellationToken cancellationToken = default)
        {
            Queries.Add(query);
            int page = query.After is null ? 0 : int.Parse(query.After, System.Globalization.CultureInfo.InvariantCulture);
            return ValueTask.FromResult(new PredictionPage(pages[page], page + 1 < pages.Length ? $"{page + 1}" : null));
        }

        public ValueTask<LoggedPrediction?> FindAsync(PredictionId id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<StoredWindow>> WindowsAsync(WindowQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Alert>> AlertsAsync(AlertQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<StoreStatus> StatusAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<UsageRow>> UsageAsync(UsageQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
