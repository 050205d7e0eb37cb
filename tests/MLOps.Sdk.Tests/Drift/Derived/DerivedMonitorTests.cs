using System.Text;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Derived;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Drift.Derived;

public sealed class DerivedMonitorTests
{
    private static readonly ServedVersion V1 = new(new ModelSchema("m", []), "v1", 0);
    private static readonly string[] Words = ["the", "card", "was", "charged", "twice", "please", "refund", "it", "today", "thanks"];

    private readonly Sink _sink = new();
    private readonly Random _random = new(3);

    [Fact]
    public void Texts_as_before_raise_nothing_and_longer_ones_raise_their_length()
    {
        DerivedMonitor monitor = WatchText();
        Feed(monitor, 5_000, words: 8);
        Assert.Empty(_sink.Alerts);

        Feed(monitor, 1_000, words: 16);

        Alert alert = _sink.Alerts.First(static alert => alert.Signal == "input.characters");
        Assert.Equal(DerivedMonitor.MonitorName, alert.Monitor);
        Assert.InRange(alert.Row, 5_000, 5_100);
        DriftStatistics window = DriftStatistics.Parse(_sink.Windows.Last(static window => window.Signal == "input.words").Statistics);
        Assert.InRange(window.Ks!.Value, 0.8, 1);
    }

    [Fact]
    public void Texts_of_another_script_raise_their_characters()
    {
        DerivedMonitor monitor = WatchText();
        Feed(monitor, 1_000, words: 8);
        for (int i = 0; i < 500; i++)
            Observe(monitor, "カード が 二重 に 請求 されました");

        Assert.Contains(_sink.Alerts, static alert => alert.Signal == "input.ascii");
    }

    [Fact]
    public void A_text_that_was_not_recorded_is_missing()
    {
        DerivedMonitor monitor = WatchText();
        for (int i = 0; i < 1_000; i++)
            Observe(monitor, "");

        Assert.Equal(1, DriftStatistics.Parse(_sink.Windows.Single(static window => window.Signal == "input.letters").Statistics).Missing);
    }

    [Fact]
    public void A_reader_that_throws_is_missing_for_that_prediction_and_takes_no_other_with_it()
    {
        var monitor = new DerivedMonitor(new DriftOptions { WindowRows = 100 }, _sink, _sink);
        ReferenceProfile Reference(string name) => new("m", 1_000, [SignalReference.Of(name, MLOps.Sdk.Statistics.Cells.NumericBaseline.FromValues([.. Enumerable.Range(0, 1_000).Select(static i => (double)i)]))]);
        monitor.Watch("m",
        [
            new DerivedSignals(["bad"], static (in PredictionRecord record, Span<double> values) => throw new FormatException("no number"), Reference("bad")),
            new DerivedSignals(["good"], static (in PredictionRecord record, Span<double> values) => values[0] = record.RawInput.Length, Reference("good")),
        ]);

        for (int i = 0; i < 100; i++)
            Assert.Equal("no number", Assert.Throws<FormatException>(() => Observe(monitor, "four")).Message);

        Assert.Equal(1, DriftStatistics.Parse(_sink.Windows.Single(static window => window.Signal == "bad").Statistics).Missing);
        DriftStatistics good = DriftStatistics.Parse(_sink.Windows.Single(static window => window.Signal == "good").Statistics);
        Assert.Equal((0.0, 4.0), (good.Missing, good.Mean));
    }

    [Fact]
    public void Reading_the_shape_of_texts_takes_no_memory()
    {
        DerivedMonitor monitor = WatchText();
        byte[][] texts = [.. Enumerable.Range(0, 500).Select(_ => Encoding.UTF8.GetBytes(Text(8)))];
        monitor.Observe(new PredictionRecord { Version = V1, RawInput = texts[0], Output = double.NaN });
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (byte[] text in texts)
            monitor.Observe(new PredictionRecord { Version = V1, RawInput = text, Output = double.NaN });
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_reference_is_the_same_from_a_file_as_from_the_texts_themselves()
    {
        string[] texts = [.. Enumerable.Range(0, 300).Select(_ => Text(8)), "quoted, \"twice\""];
        using var directory = new TemporaryDirectory();
        string path = Path.Combine(Directory.CreateDirectory(directory.Path).FullName, "prompts.csv");
        File.WriteAllLines(path, ["id,prompt", .. texts.Select((text, i) => $"{i},\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")]);

        Assert.Equal(TextSignals.ReferenceOf(RecordedText.Output, texts).ToJson(), TextSignals.ReadReference(RecordedText.Output, path, "prompt").ToJson());
        Assert.Contains("id, prompt", Assert.Throws<ReferenceException>(() => TextSignals.ReadReference(RecordedText.Output, path, "text")).Message, StringComparison.Ordinal);
        Assert.Contains("RecordInput", Assert.Throws<ReferenceException>(() => TextSignals.ReferenceOf(RecordedText.Input, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Signals_without_a_number_of_their_name_in_the_reference_are_refused() =>
        Assert.Contains("'input.characters'", Assert.Throws<ReferenceException>(() => TextSignals.Of(RecordedText.Input, TextSignals.ReferenceOf(RecordedText.Output, ["a"]))).Message, StringComparison.Ordinal);

    private DerivedMonitor WatchText()
    {
        var monitor = new DerivedMonitor(new DriftOptions { WindowRows = 1_000 }, _sink, _sink);
        monitor.Watch("m", [TextSignals.Of(RecordedText.Input, TextSignals.ReferenceOf(RecordedText.Input, Enumerable.Range(0, 2_000).Select(_ => Text(8))))]);
        return monitor;
    }

    private void Feed(DerivedMonitor monitor, int rows, int words)
    {
        for (int i = 0; i < rows; i++)
            Observe(monitor, Text(words));
    }

    private string Text(int words) => string.Join(' ', Enumerable.Range(0, words + _random.Next(4)).Select(_ => Words[_random.Next(Words.Length)]));

    private static void Observe(DerivedMonitor monitor, string text) =>
        monitor.Observe(new PredictionRecord { Version = V1, RawInput = Encoding.UTF8.GetBytes(text), Output = double.NaN });

    private sealed class Sink : IWindowSink, IAlertSink
    {
        public List<StoredWindow> Windows { get; } = [];

        public List<Alert> Alerts { get; } = [];

        public void Add(StoredWindow window) => Windows.Add(window);

        public void Add(Alert alert) => Alerts.Add(alert);
    }
}
