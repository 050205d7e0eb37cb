using MLOps.Sdk;
using Quickstart.Payments;
using Quickstart.Serving;
using Quickstart.Training;

namespace Quickstart;

/// <summary>Half a usual season, then the holidays; a retrained version is promoted, turns out worse and is rolled back.</summary>
internal sealed class Story(IPredictor<Payment, float> fraud, BareModel bare, Shop shop, Releases releases, TimeProvider time)
{
    public async Task<StoryResult> TellAsync(int predictions, Candidate retrained)
    {
        int window = predictions / QuickstartOptions.Windows;
        var usual = new PaymentStream(Market.Usual, seed: 11);
        var holidays = new PaymentStream(Market.Holidays, seed: 12);

        ShopDay september = await shop.ServeAsync("as in training", usual.Take(14 * window));
        Overhead overhead = await Overhead.MeasureAsync(bare.Current, fraud, usual.Take(2 * window));

        DateTimeOffset shiftedAt = time.GetUtcNow();
        ShopDay december = await shop.ServeAsync("holidays", holidays.Take(4 * window));

        // Served while the version changes: the first calls are still answered by the version before.
        Task promotion = releases.PromoteAsync(retrained.Version, $"accuracy {retrained.Accuracy:P1} in training").AsTask();
        ShopDay promoted = await shop.ServeAsync("v2 promoted", holidays.Take(6 * window));
        await promotion;

        Task rollback = releases.RollBackAsync($"catches {promoted.CaughtShare:P0} of the frauds, before {december.CaughtShare:P0}").AsTask();
        ShopDay rolledBack = await shop.ServeAsync("rolled back", holidays.Take(predictions - (26 * window)));
        await rollback;

        return new StoryResult([september, december, promoted, rolledBack], overhead, shiftedAt);
    }
}

/// <summary>What happened.</summary>
/// <param name="Days">The stretches of the stream in their order.</param>
/// <param name="Overhead">What recording costs a caller.</param>
/// <param name="ShiftedAt">When the inputs began to differ from the training data.</param>
internal sealed record StoryResult(IReadOnlyList<ShopDay> Days, Overhead Overhead, DateTimeOffset ShiftedAt);
