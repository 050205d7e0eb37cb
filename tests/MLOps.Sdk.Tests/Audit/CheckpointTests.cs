using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Audit.Checkpoints;

namespace MLOps.Sdk.Tests.Audit;

public sealed class CheckpointTests : IDisposable
{
    private static readonly ChainCheckpoint Sample = new(new string('a', 64), 3, 70, new string('b', 64), new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_checkpoint_reads_back_as_it_was_written() =>
        Assert.Equal([Sample, Sample with { Records = 71 }], ChainCheckpoint.ParseLines($"{Sample.ToJson()}\n\n{(Sample with { Records = 71 }).ToJson()}\n"));

    [Theory]
    [InlineData("{}")]
    [InlineData("checkpoint")]
    [InlineData("""{"store":"aa","segments":1,"records":1,"hash":"bb","time":"2026-03-01T12:00:00+00:00"}""")]
    public void What_is_no_checkpoint_is_refused_by_its_line(string line) =>
        Assert.Contains("Line 2", Assert.Throws<FormatException>(() => ChainCheckpoint.ParseLines($"{Sample.ToJson()}\n{line}")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_file_gets_a_line_for_each_checkpoint_and_is_private()
    {
        string file = _directory.File("checkpoints.jsonl");
        var sink = new FileCheckpointSink(file);
        await sink.PublishAsync(Sample, CancellationToken.None);
        await sink.PublishAsync(Sample with { Segments = 4 }, CancellationToken.None);

        Assert.Equal([Sample, Sample with { Segments = 4 }], ChainCheckpoint.ParseLines(await File.ReadAllTextAsync(file)));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_webhook_gets_the_checkpoint_and_a_refusal_is_a_failure()
    {
        var answers = new Answers(HttpStatusCode.OK, HttpStatusCode.Found);
        using var sink = new WebhookCheckpointSink(new Uri("https://audit.example/checkpoints"), answers);

        await sink.PublishAsync(Sample, CancellationToken.None);
        Assert.Equal([Sample], ChainCheckpoint.ParseLines(Assert.Single(answers.Bodies)));
        await Assert.ThrowsAsync<HttpRequestException>(async () => await sink.PublishAsync(Sample, CancellationToken.None));
    }

    [Fact]
    public async Task A_host_that_stops_has_published_the_end_of_what_it_recorded()
    {
        string file = _directory.File("checkpoints.jsonl"), store = _directory.File("store");
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddModelOps(options => options.Directory = store)
            .AddModel<double, double>("twice", static x => 2 * x, static model => model.Feature(static x => x))
            .AddCheckpoints(options => options.Files.Add(file));
        using (IHost app = builder.Build())
        {
            await app.StartAsync();
            await app.Services.GetRequiredService<IPredictor<double, double>>().PredictAsync(1);
            await app.StopAsync();
        }

        ChainCheckpoint last = ChainCheckpoint.ParseLines(await File.ReadAllTextAsync(file))[^1];
        Assert.True(last.Records >= 1);
        Assert.True((await new MLOps.Sdk.Storage.Sqlite.SqliteAuditTrail(store, TimeProvider.System).VerifyAsync([last])).IsValid);
    }

    [Fact]
    public void Checkpoints_without_a_place_are_refused() =>
        Assert.Contains("no place", Assert.Throws<ArgumentException>(() => new ServiceCollection().AddModelOps().AddCheckpoints(static _ => { })).Message, StringComparison.Ordinal);

    private sealed class Answers(params HttpStatusCode[] codes) : HttpMessageHandler
    {
        private int _next;

        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpStatusCode code = codes[_next++];
            if (code == HttpStatusCode.OK)
                Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new HttpResponseMessage(code);
        }
    }
}
