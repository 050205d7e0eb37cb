using System.Globalization;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Recording;

public sealed class FormattingAheadTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [MultiCoreFact]
    public async Task Features_that_another_thread_formats_reach_the_store_with_their_own_record()
    {
        using var formatter = new FirstNumber();
        var store = new MemoryStore
        {
            FeatureFormatter = formatter,
            AppendFault = _ => formatter.WasAsked.Wait(Patience) ? null : new TimeoutException(),
        };
        using var recorder = new Recorder(_directory.Path, Roomy(), store);
        var model = recorder.Serve(input => input[0]);
        for (int i = 0; i < 3_000; i++)
            await model.PredictAsync([i, 0]);

        recorder.Pump.Start();
        await recorder.FlushAsync();

        Assert.Equal(3_000, store.Rows.Count);
        Assert.All(store.Rows, row => Assert.Contains(row.FeatureText, new[] { "", Text(row.Numbers[0]) }));
        Assert.Contains(store.Rows, row => row.FeatureText.Length > 0);
    }

    [Fact]
    public async Task A_small_batch_has_nothing_of_the_large_one_before_it()
    {
        using var formatter = new FirstNumber();
        var store = new MemoryStore { FeatureFormatter = formatter };
        using var recorder = new Recorder(_directory.Path, Roomy(), store);
        var model = recorder.Serve(input => input[0]);
        for (int i = 0; i < 3_000; i++)
            await model.PredictAsync([i, 0]);
        recorder.Pump.Start();
        await recorder.FlushAsync();

        for (int i = 0; i < 300; i++)
            await model.PredictAsync([-i, 0]);
        await recorder.FlushAsync();

        Assert.Equal(3_300, store.Rows.Count);
        Assert.All(store.Rows, row => Assert.Contains(row.FeatureText, new[] { "", Text(row.Numbers[0]) }));
    }

    [Fact]
    public async Task A_formatter_that_throws_leaves_the_features_to_the_store_and_loses_nothing()
    {
        var store = new MemoryStore { FeatureFormatter = new Thrower() };
        using var recorder = new Recorder(_directory.Path, Roomy(), store);
        var model = recorder.Serve(input => input[0]);
        for (int i = 0; i < 3_000; i++)
            await model.PredictAsync([i, 0]);

        recorder.Pump.Start();
        await recorder.FlushAsync();

        Assert.Equal(3_000, recorder.Channel.Count().Durable);
        Assert.All(store.Rows, row => Assert.Equal("", row.FeatureText));
    }

    private static RecordingOptions Roomy() => new() { LaneBytes = 4 << 20, BatchRows = 4_096 };

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class FirstNumber : IFeatureFormatter, IDisposable
    {
        public ManualResetEventSlim WasAsked { get; } = new();

        public int RoomFor(in PredictionRecord record) => 40;

        public int Write(in PredictionRecord record, Span<byte> destination)
        {
            record.Numbers[0].TryFormat(destination, out int length, default, CultureInfo.InvariantCulture);
            WasAsked.Set();
            return length;
        }

        public void Dispose() => WasAsked.Dispose();
    }

    private sealed class Thrower : IFeatureFormatter
    {
        public int RoomFor(in PredictionRecord record) => 40;

        public int Write(in PredictionRecord record, Span<byte> destination) => throw new InvalidOperationException("formatter");
    }

    private sealed class MultiCoreFactAttribute : FactAttribute
    {
        public MultiCoreFactAttribute()
        {
            if (Environment.ProcessorCount == 1)
                Skip = "Nothing is formatted ahead on one processor.";
        }
    }
}
