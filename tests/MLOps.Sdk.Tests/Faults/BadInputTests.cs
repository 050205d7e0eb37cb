using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Tests.Recording;

namespace MLOps.Sdk.Tests.Faults;

/// <summary>Inputs that a recorder meets once and an app for years: nothing of them reaches the caller, and everything is counted.</summary>
public sealed partial class BadInputTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_oversize_text_is_cut_and_marked_with_the_length_that_it_had()
    {
        using Bad bad = Build(model => model.RecordInput(input => input.Text).RecordOutput(_ => "short"));

        LoggedPrediction logged = await bad.PredictAsync(new Input { Text = new string('x', 50_000_000), Number = 1 });

        Assert.Equal((true, 64 * 1024, 1.0), (logged.Truncated, logged.RawInput!.Length, logged.Features["number"]));
        Assert.Equal((new CutPayload(50_000_000, null), null), (logged.RawInputCut, logged.RawOutputCut));
    }

    [Fact]
    public async Task The_hash_of_the_whole_of_a_text_that_is_cut_is_kept_where_it_is_asked_for()
    {
        string text = string.Concat(Enumerable.Repeat("grün \U0001F600 ", 20_000)) + "\uD800"; // pairs at every place of a piece, and half of one
        using Bad bad = Build(model => model.RecordInput(input => input.Text).RecordOutput(_ => text), options: options => options.Recording.HashCutPayloads = true);

        LoggedPrediction logged = await bad.PredictAsync(new Input { Text = text, Number = 1 });

        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Equal(new CutPayload(text.Length, hash), logged.RawInputCut);
        Assert.Equal(logged.RawInputCut, logged.RawOutputCut);
    }

    [Fact]
    public async Task Oversize_subjects_tags_and_categories_are_cut_and_marked()
    {
        string text = new('x', 5_000_000);
        foreach (Action<ModelBuilder<Input, double>> declare in (Action<ModelBuilder<Input, double>>[])[model => model.Subject(_ => text), model => model.Tag("tag", _ => text), model => model.Category(_ => text, "category")])
        {
            using var directory = new TemporaryDirectory();
            using var bad = new Bad(directory.Path, declare, null);
            Assert.True((await bad.PredictAsync(new Input())).Truncated);
        }
    }

    [Fact]
    public async Task A_callback_that_hangs_holds_up_its_own_call_alone()
    {
        using var never = new ManualResetEventSlim(initialState: false);
        using Bad bad = Build(model => model.Category(input =>
        {
            if (input.Number < 0)
                never.Wait();
            return input.Text;
        }, "text"));
        Task hanging = Task.Factory.StartNew(() => bad.Model.PredictAsync(new Input { Number = -1 }).AsTask(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

        for (int i = 0; i < 100; i++)
            Assert.Equal((double)i, (await bad.PredictAsync(new Input { Number = i })).Features["number"]);

        Assert.False(hanging.IsCompleted);
        Assert.Equal((100L, 100L), (bad.Ops.Counts.Calls, bad.Ops.Counts.Durable));
        never.Set();
        await hanging.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_list_that_another_thread_changes_meanwhile_reaches_no_caller()
    {
        var shared = new List<string>();
        using Bad bad = Build(model => model.CaptureInput(input => input.Number(i => i.Number).List(_ => shared, item => item.Text(text => text, name: "text"))));
        using var stop = new CancellationTokenSource();
        Task changing = Task.Factory.StartNew(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                shared.Add("x");
                if (shared.Count > 50)
                    shared.Clear();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        for (int i = 0; i < 2_000; i++)
            Assert.Equal(1, (await bad.Model.PredictAsync(new Input { Number = i })).Value);
        await stop.CancelAsync();
        await changing.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(await bad.Ops.FlushAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(2_000, bad.Ops.Counts.Durable);
    }

    [Fact]
    public async Task A_huge_object_costs_no_more_than_the_limit_and_is_marked()
    {
        using Bad bad = Build(model => model.RecordInput(InputJson.Default.Input));

        LoggedPrediction logged = await bad.PredictAsync(new Input { Many = [.. Enumerable.Repeat("0123456789", 200_000)], Number = 2 });

        Assert.Equal((true, 2.0), (logged.Truncated, logged.Features["number"]));
        Assert.InRange(logged.RawInput!.Length, 1_000, 64 * 1024);
    }

    [Fact]
    public async Task Deeply_nested_and_cyclic_objects_cost_the_payload_and_nothing_else()
    {
        using Bad bad = Build(model => model.RecordInput(InputJson.Default.Input));
        var cyclic = new Input { Number = 3 };
        cyclic.Next = cyclic;
        Input deep = new() { Number = 4 };
        for (int level = 0; level < 10_000; level++)
            deep = new Input { Next = deep, Number = 4 };

        foreach (Input input in (Input[])[cyclic, deep])
        {
            LoggedPrediction logged = await bad.PredictAsync(input);
            Assert.Equal((null, input.Number), (logged.RawInput, logged.Features["number"]));
        }

        Assert.Equal(2, bad.Ops.Pump.CaptureFailed);
    }

    [Fact]
    public async Task What_is_not_declared_is_not_touched_lazy_sequences_streams_and_getters_that_throw()
    {
        using Bad bad = Build(_ => { });
        using var stream = new MemoryStream([1, 2, 3]);

        await bad.PredictAsync(new Input { Lazy = Never(), Stream = stream, Number = 5 });

        Assert.Equal((0L, 0L), (stream.Position, bad.Ops.Pump.CaptureFailed));
    }

    [Fact]
    public async Task A_reader_that_throws_costs_its_own_part_even_when_memory_is_short()
    {
        using Bad bad = Build(model => model
            .Category(input => input.Text, "text").Tag("tenant", _ => throw new InsufficientMemoryException()).Subject(_ => throw new InvalidOperationException("changed while it was read")));

        LoggedPrediction logged = await bad.PredictAsync(new Input { Text = "kept", Number = 6 });

        Assert.Equal((6.0, "kept", null, 0), (logged.Features["number"], logged.Features["text"], logged.Subject, logged.Tags.Count));
        Assert.Equal(1, bad.Ops.Pump.CaptureFailed);
    }

    [Fact]
    public async Task Texts_that_are_not_Unicode_and_numbers_that_are_not_finite_come_back()
    {
        using Bad bad = Build(model => model.Category(input => input.Text, "text").Tag("tenant", input => input.Text).RecordInput(input => input.Text));

        LoggedPrediction lone = await bad.PredictAsync(new Input { Text = "a\uD800b", Number = double.Parse("1e400", System.Globalization.CultureInfo.InvariantCulture) });
        LoggedPrediction nul = await bad.PredictAsync(new Input { Text = "a\0b\u202Ec", Number = double.NaN });

        Assert.Equal(("a\uFFFDb", double.PositiveInfinity), (lone.Features["text"], lone.Features["number"]));
        Assert.Equal(("a\uFFFDb", "a\uFFFDb"), (lone.Tags["tenant"], lone.RawInput));
        Assert.Equal(("a\0b\u202Ec", null), (nul.Features["text"], nul.Features["number"]));
        Assert.Equal(("a\0b\u202Ec", "a\0b\u202Ec"), (nul.Tags["tenant"], nul.RawInput));
    }

    [Fact]
    public async Task An_input_changed_after_the_call_or_while_it_waits_is_recorded_as_it_was_given()
    {
        using Bad bad = Build(_ => { }, async input =>
        {
            await Task.Yield();
            input.Number = -1;
            return 0;
        });
        var input = new Input { Number = 7 };

        LoggedPrediction logged = await bad.PredictAsync(input);
        input.Number = -2;

        Assert.Equal(7.0, logged.Features["number"]);
    }

    [Fact]
    public async Task A_reader_that_calls_the_predictor_again_records_both_calls()
    {
        Bad? self = null;
        using Bad bad = Build(model => model.Feature(input => input.Number > 0 ? self!.Model.PredictAsync(new Input { Number = -input.Number }).AsTask().GetAwaiter().GetResult().Value : 0, "again"));
        self = bad;

        LoggedPrediction logged = await bad.PredictAsync(new Input { Number = 8 });

        Assert.Equal((8.0, 1.0), (logged.Features["number"], logged.Features["again"]));
        RecordingCounts counts = bad.Ops.Counts;
        Assert.Equal((2L, 2L), (counts.Calls, counts.Durable));
    }

    [Fact]
    public async Task A_logger_that_calls_the_predictor_for_each_line_does_not_recurse()
    {
        var store = new MemoryStore();
        using var logger = new PredictingLogger();
        using var app = new App(_directory.Path, services: services =>
        {
            services.AddSingleton<IPredictionStore>(store);
            services.AddLogging(logging => logging.AddProvider(logger));
        });
        logger.Model = app.Model;
        store.IsAway = true;
        await app.PredictAsync(10);
        App.WaitUntil(() => logger.Lines > 0 && app.Ops.Pump.StoreFailures > 3);
        store.IsAway = false;
        await app.FlushAsync();

        RecordingCounts counts = app.Ops.Counts;
        Assert.Equal(counts.Calls, counts.Durable + counts.Pending);
        Assert.InRange(logger.Lines, 1, 20);
    }

    private static IEnumerable<int> Never()
    {
        yield return 1;
        throw new InvalidOperationException("A sequence that nobody asked to enumerate was enumerated.");
    }

    private Bad Build(Action<ModelBuilder<Input, double>> configure, Func<Input, ValueTask<double>>? predict = null, Action<ModelOpsOptions>? options = null) =>
        new(_directory.Path, configure, predict, options);

    private sealed class Bad : IDisposable
    {
        private readonly ServiceProvider _services;

        public Bad(string directory, Action<ModelBuilder<Input, double>> configure, Func<Input, ValueTask<double>>? predict, Action<ModelOpsOptions>? configureOptions = null)
        {
            var services = new ServiceCollection();
            services.AddModelOps(options =>
            {
                options.Directory = directory;
                configureOptions?.Invoke(options);
            }).AddModel<Input, double>("bad", (input, _) => predict?.Invoke(input) ?? new(1), model =>
            {
                model.Feature(input => input.Number);
                configure(model);
            });
            _services = services.BuildServiceProvider();
            Model = _services.GetRequiredService<IPredictor<Input, double>>();
        }

        public IPredictor<Input, double> Model { get; }

        public IModelOps Ops => _services.GetRequiredService<IModelOps>();

        public async Task<LoggedPrediction> PredictAsync(Input input)
        {
            Prediction<double> prediction = await Model.PredictAsync(input);
            Assert.True(await Ops.FlushAsync(TimeSpan.FromSeconds(30)));
            return (await _services.GetRequiredService<IPredictionLog>().FindAsync(prediction.Id))!;
        }

        public void Dispose() => _services.Dispose();
    }

    internal sealed class Input
    {
        public double Number { get; set; }

        public string? Text { get; set; }

        public string[]? Many { get; set; }

        public Input? Next { get; set; }

        [JsonIgnore]
        public IEnumerable<int>? Lazy { get; set; }

        [JsonIgnore]
        public Stream? Stream { get; set; }
    }

    [JsonSerializable(typeof(Input))]
    internal sealed partial class InputJson : JsonSerializerContext;

    private sealed class PredictingLogger : ILoggerProvider, ILogger
    {
        private int _lines;

        public IPredictor<double, double>? Model { get; set; }

        public int Lines => Volatile.Read(ref _lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Interlocked.Increment(ref _lines);
            _ = Model?.PredictAsync(1).AsTask().GetAwaiter().GetResult();
        }

        public void Dispose()
        {
        }
    }
}
