using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.OnnxRuntime.Tests.Support;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.OnnxRuntime.Tests;

public sealed class OnnxReferenceTests : IDisposable
{
    private const int Rows = 50;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mlops-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_profile_comes_back_from_inside_the_file_as_it_went_in()
    {
        ReferenceProfile profile = Profile(Rows);
        byte[] attached = OnnxReference.Attach(Graphs.Logistic, profile);

        Assert.Null(OnnxReference.Read(Graphs.Logistic));
        Assert.Equal(profile.ToJson(), OnnxReference.Read(attached)!.ToJson());
    }

    [Fact]
    public void A_profile_that_is_attached_again_takes_the_place_of_the_first()
    {
        byte[] once = OnnxReference.Attach(Graphs.Logistic, Profile(Rows));
        byte[] twice = OnnxReference.Attach(OnnxReference.Attach(Graphs.Logistic, Profile(3 * Rows)), Profile(Rows));

        Assert.Equal(once, twice);
        Assert.Equal(Graphs.Logistic, once[..Graphs.Logistic.Length]);
    }

    [Fact]
    public void What_is_no_model_takes_no_profile() =>
        Assert.Throws<ModelLoadException>(() => OnnxReference.Attach("{}"u8, Profile(Rows)));

    [Fact]
    public async Task A_model_that_brings_its_reference_is_watched_though_the_app_declares_none()
    {
        DriftWindow window = Assert.Single(await WatchAsync(Profile(Rows), windowRows: Rows, declare: null));

        Assert.Equal([("a", 1.0), ("b", 0.0)], window.Signals.Select(signal => (signal.Signal, signal.Statistics.Ks!.Value)));
    }

    [Fact]
    public async Task A_reference_that_the_app_declares_goes_before_the_one_that_the_model_brings()
    {
        DriftWindow window = Assert.Single(await WatchAsync(Profile(Rows), windowRows: Rows, declare: new ReferenceProfile("model", Rows, [Signal("b", Rows)])));

        Assert.Equal(["b"], window.Signals.Select(signal => signal.Signal));
    }

    [Fact]
    public async Task A_reference_that_cannot_be_used_keeps_no_model_from_answering() =>
        Assert.Empty(await WatchAsync(Profile(Rows / 2), windowRows: Rows, declare: null));

    private async Task<IEnumerable<DriftWindow>> WatchAsync(ReferenceProfile brought, int windowRows, ReferenceProfile? declare)
    {
        string model = Path.Combine(_directory.FullName, "model.onnx");
        await File.WriteAllBytesAsync(model, OnnxReference.Attach(Graphs.Logistic, brought));
        var services = new ServiceCollection();
        services.AddModelOps(options =>
            {
                options.Directory = Path.Combine(_directory.FullName, "store");
                options.Drift.WindowRows = windowRows;
            })
            .AddOnnxModel<(double A, double B), double>("model", builder =>
            {
                builder.Feature(row => row.A, "a").Feature(row => row.B, "b").File(model);
                if (declare is not null)
                    builder.Reference(declare);
            });
        await using ServiceProvider provider = services.BuildServiceProvider();
        var predictor = provider.GetRequiredService<IPredictor<(double A, double B), double>>();
        for (int row = 0; row < Rows; row++)
            Assert.Equal(Graphs.LogisticOf(100 + row, row), await predictor.PredictAsync((100 + row, row)), 1e-6);
        Assert.True(await provider.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(20)));
        return provider.GetRequiredService<IDriftReports>().Latest("model");
    }

    private static ReferenceProfile Profile(int rows) => new("training", rows, [Signal("a", rows), Signal("b", rows)]);

    private static SignalReference Signal(string name, int rows) =>
        SignalReference.Of(name, NumericBaseline.FromValues([.. Enumerable.Range(0, rows).Select(row => (double)row)]));
}
