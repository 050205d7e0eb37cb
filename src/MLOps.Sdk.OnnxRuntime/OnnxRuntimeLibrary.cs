using System.Runtime.InteropServices;
using MLOps.Sdk.OnnxRuntime.Native;

namespace MLOps.Sdk.OnnxRuntime;

/// <summary>The native library that runs the models: found once, loaded once, kept for the life of the process. Safe on any thread.</summary>
public static class OnnxRuntimeLibrary
{
    private static readonly Lock Gate = new();

    // Written under Gate; read without it (the volatile write publishes the whole object).
    private static volatile OrtRuntime? s_loaded;

    /// <summary>Where the library was loaded from; null as long as no model has been loaded.</summary>
    public static string? Path => s_loaded?.LibraryPath;

    /// <summary>The library's version, such as "1.20.1"; null as long as no model has been loaded.</summary>
    public static string? Version => s_loaded?.Version;

    /// <summary>Finds and loads the library, unless it is loaded already.</summary>
    /// <param name="options">Where to look first; null looks in the app's folders, where the environment variable MLOPS_ONNXRUNTIME says, and on the system.</param>
    /// <exception cref="OnnxRuntimeLibraryException">It is not found, cannot be used, or another one is loaded already.</exception>
    public static void Load(OnnxRuntimeOptions? options = null) => Get(options);

    internal static OrtRuntime Get(OnnxRuntimeOptions? options)
    {
        LibrarySearch search = LibrarySearch.ForProcess(options?.LibraryPath);
        OrtRuntime? loaded = s_loaded;
        if (loaded is null)
        {
            lock (Gate)
                loaded = s_loaded ??= search.Load(path => NativeLibrary.TryLoad(path, out nint library) ? library : 0);
        }

        return string.IsNullOrEmpty(search.OptionPath) || search.Places().Contains(loaded.LibraryPath)
            ? loaded
            : throw new OnnxRuntimeLibraryException(
                $"OnnxRuntimeOptions.LibraryPath is '{search.OptionPath}', and ONNX Runtime {loaded.Version} is loaded from '{loaded.LibraryPath}' already. " +
                "One process uses one library: give every model the same path.");
    }
}
