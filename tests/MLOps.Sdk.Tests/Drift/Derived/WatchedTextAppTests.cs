using MLOps.Sdk.Drift.Derived;
using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Tests.Faults;

namespace MLOps.Sdk.Tests.Drift.Derived;

public sealed class WatchedTextAppTests
{
    [Fact]
    public async Task An_app_watches_the_texts_it_records_and_makes_a_reference_of_its_log()
    {
        using var directory = new TemporaryDirectory();
        using var app = new App(
            directory.Path, options: static options => options.Drift.WindowRows = 50,
            model: static model => model
                .RecordInput(static x => new string('a', 1 + (int)x % 7))
                .WatchText(RecordedText.Input, Enumerable.Range(0, 70).Select(static i => new string('a', 1 + (i % 7))))
                .WatchEmbedding(
                    "pair",
                    static (in PredictionRecord record, Span<double> values) => (values[0], values[1]) = (record.RawInput.Length, record.Numbers[0] % 5),
                    [.. Enumerable.Range(0, 140).Select(static i => new double[] { 1 + (i % 7), i % 5 })]));
        await app.PredictAsync(100);
        await app.FlushAsync();

        IReadOnlyList<StoredWindow> windows = await app.Log.WindowsAsync(new WindowQuery("model"));
        Assert.Equal(2, windows.Count(static window => window is { Monitor: DerivedMonitor.MonitorName, Signal: "input.characters" }));
        Assert.Equal(2, windows.Count(static window => window is { Monitor: MultivariateMonitor.MonitorName, Signal: "pair.distance" }));
        Assert.Equal(2, windows.Count(static window => window is { Monitor: MultivariateMonitor.MonitorName, Signal: "pair.mmd" }));
        ReferenceProfile logged = await TextSignals.ReadReferenceAsync(RecordedText.Input, app.Log, new PredictionQuery { Model = "model" });
        Assert.Equal((100L, 7.0), (logged.Rows, logged.Find("input.characters")!.Numeric!.Counter.Maximum));
    }

    [Fact]
    public void A_text_that_is_not_recorded_cannot_be_watched()
    {
        using var directory = new TemporaryDirectory();

        var fault = Assert.Throws<InvalidOperationException>(() => new App(directory.Path, model: static model => model.WatchText(RecordedText.Output, ["a"])));

        Assert.Contains("RecordOutput", fault.Message, StringComparison.Ordinal);
    }
}
