using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Faults.Memory;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Benchmarks.Swaps;

/// <summary>An app with a model of two versions, its registry in SQLite, and two threads that call it all the time.</summary>
internal sealed class SwappedApp : IDisposable
{
    private const string Model = "model";

    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services;
    private readonly IModelRegistry _registry;
    private readonly IPredictor<double, double> _model;

    public SwappedApp()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IPredictionStore, NoStore>();
        services.AddModelOps(options => options.Directory = _folder.Path).AddModel<double, double>(Model, model => model
            .Feature(x => x, "x")
            .Version("v1", static _ => 1)
            .Version("v2", static _ => 2));
        _services = services.BuildServiceProvider();
        _model = _services.GetRequiredService<IPredictor<double, double>>();
        _registry = _services.GetRequiredService<IModelRegistry>();
        Callers = [new RacingCaller(_model), new RacingCaller(_model)];
    }

    public RacingCaller[] Callers { get; }

    /// <summary>The version that gives this answer; the strings are the same at every call, so that comparing them costs little.</summary>
    public static string NameOf(double answer) => answer == 1 ? "v1" : "v2";

    /// <summary>Makes version 2 champion and waits for its first answer.</summary>
    public void Promote()
    {
        _ = _registry.PromoteAsync(new AliasChange(Model, "v2", "benchmark")).AsTask().GetAwaiter().GetResult();
        WaitFor("v2");
    }

    /// <summary>Goes back to version 1 and waits for its first answer.</summary>
    public void RollBack()
    {
        _ = _registry.RollbackAsync(new Rollback(Model, "benchmark")).AsTask().GetAwaiter().GetResult();
        WaitFor("v1");
    }

    public void StopCallers() => Array.ForEach(Callers, caller => caller.Dispose());

    public void Dispose()
    {
        StopCallers();
        _services.Dispose();
        _folder.Dispose();
    }

    private void WaitFor(string version)
    {
        var spin = new SpinWait();
        while (_model.PredictAsync(0).AsTask().GetAwaiter().GetResult().Version != version)
            spin.SpinOnce();
    }
}
