using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MLOps.Sdk.Tests.Hosting;

/// <summary>What a host does wrongly is said at start, or at the call, with the value and the way out; nothing hangs.</summary>
public sealed class MisuseTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_directory_that_is_a_file_or_no_path_is_refused_at_start()
    {
        Directory.CreateDirectory(_directory.Path);
        string file = _directory.File("file");
        File.WriteAllText(file, "");

        Assert.Contains($"'{file}', which is a file", Refusal(file), StringComparison.Ordinal);
        Assert.Contains("holds a character that no path may hold", Refusal("/tmp/a\0b"), StringComparison.Ordinal);
        Assert.Contains("Directory is empty", Refusal(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flush_takes_any_time_that_is_not_negative()
    {
        await using ServiceProvider services = Build();
        await services.GetRequiredService<IPredictor<int, int>>().PredictAsync(1);
        var ops = services.GetRequiredService<IModelOps>();

        Assert.True(await ops.FlushAsync(TimeSpan.FromDays(365)));
        Assert.True(await ops.FlushAsync(TimeSpan.MaxValue));
        Assert.True(await ops.FlushAsync(Timeout.InfiniteTimeSpan));
        ArgumentOutOfRangeException fault = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ops.FlushAsync(TimeSpan.FromSeconds(-5)));
        Assert.Contains("0 or more", fault.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(-5), fault.ActualValue);
    }

    [Fact]
    public async Task After_the_stop_calls_are_answered_and_counted_as_lost_and_the_registry_is_followed_no_more()
    {
        ServiceProvider services = Build();
        var predictor = services.GetRequiredService<IPredictor<int, int>>();
        var ops = services.GetRequiredService<IModelOps>();
        var outcomes = services.GetRequiredService<IOutcomeRecorder>();
        Assert.Equal(2, (await predictor.PredictAsync(1)).Value);
        await services.DisposeAsync();

        Prediction<int> late = await predictor.PredictAsync(2);
        late.RecordAction("allow");

        Assert.Equal(3, late.Value);
        Assert.Equal((2L, 1L, 0L, 1L), (ops.Counts.Calls, ops.Counts.Durable, ops.Counts.Pending, ops.Counts.LostTotal));
        Assert.False(await outcomes.RecordAsync(late.Id, positive: true));
        Assert.Contains("follows the registry no more", (await Assert.ThrowsAsync<ObjectDisposedException>(() => ops.RefreshAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_feature_whose_lambda_ends_in_an_index_asks_for_a_name()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddModelOps()
            .AddModel<double[], double>("m", model => model.Version("1", values => values[0]).Feature(values => values[0])));

        Assert.Contains("Feature(values => values[0], \"name\")", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_whose_factory_gives_nothing_is_named()
    {
        using ServiceProvider services = Build(model => model.Version("1", static (IServiceProvider _) => (IPredictor<int, int>)null!));

        Assert.Contains("version '1' gave null", Assert.ThrowsAny<Exception>(services.GetRequiredService<IPredictor<int, int>>).Message, StringComparison.Ordinal);
    }

    private string Refusal(string directory)
    {
        using ServiceProvider services = new ServiceCollection().AddModelOps(options => options.Directory = directory).AddModel<int, int>("m", input => input).Services.BuildServiceProvider();
        return Assert.Throws<OptionsValidationException>(services.GetRequiredService<IPredictor<int, int>>).Message;
    }

    private ServiceProvider Build(Action<ModelBuilder<int, int>>? declare = null) => new ServiceCollection()
        .AddModelOps(options => options.Directory = _directory.Path)
        .AddModel("m", declare ?? (static model => model.Version("1", static (int input) => input + 1)))
        .Services.BuildServiceProvider();
}
