using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using MLOps.Sdk.Faults.Processes;

namespace MLOps.Sdk.Tests.Faults;

/// <summary>An app in an assembly that is unloaded: a plug-in of a host that goes on.</summary>
public sealed class UnloadTests : IDisposable
{
    private const int Collections = 50;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void An_assembly_whose_models_were_recorded_is_let_go_when_its_app_has_ended()
    {
        WeakReference context = RunAndUnload();

        for (int i = 0; i < Collections && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(context.IsAlive, "Something still holds the unloaded assembly.");
    }

    /// <summary>Its thread ends as well: what it holds must not be what keeps the assembly.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference RunAndUnload()
    {
        WeakReference? reference = null;
        var thread = new Thread(() => reference = Run(_directory.Path));
        thread.Start();
        thread.Join();
        return reference!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Run(string directory)
    {
        var context = new PlugIn(typeof(PlainApp).Assembly.Location);
        Type app = context.LoadFromAssemblyPath(typeof(PlainApp).Assembly.Location).GetType(typeof(PlainApp).FullName!)!;
        Assert.NotSame(typeof(PlainApp), app);
        var services = (IDisposable)app.GetMethod(nameof(PlainApp.Build))!.Invoke(null, [directory, (long)1 << 20, null])!;
        using (services)
        {
            var model = (IPredictor<double, double>)((IServiceProvider)services).GetService(typeof(IPredictor<double, double>))!;
            for (int call = 0; call < 100; call++)
                Assert.True((bool)app.GetMethod(nameof(PlainApp.Predict))!.Invoke(null, [model, (double)call])!);
        }

        context.Unload();
        return new WeakReference(context);
    }

    /// <summary>Its own copy of one assembly; the library and all else are the host's.</summary>
    private sealed class PlugIn(string path) : AssemblyLoadContext(isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name == Path.GetFileNameWithoutExtension(path) ? LoadFromAssemblyPath(path) : null;
    }
}
