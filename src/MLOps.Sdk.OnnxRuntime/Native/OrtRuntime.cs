using System.Runtime.InteropServices;

namespace MLOps.Sdk.OnnxRuntime.Native;

/// <summary>The loaded library: one environment for the process, never unloaded. Safe on any thread.</summary>
internal sealed unsafe class OrtRuntime
{
    private const int SeverityError = 3;

    private OrtRuntime(string path, string version, OrtApi api)
    {
        LibraryPath = path;
        Version = version;
        Api = api;

        nint handle = 0;
        fixed (byte* logId = "MLOps.Sdk\0"u8)
            api.CreateEnvironment(SeverityError, logId, &handle);
        Environment = handle;
        api.DisableTelemetry(handle);
        api.CreateCpuMemoryInfo(&handle);
        CpuMemory = handle;
        api.GetDefaultAllocator(&handle);
        Allocator = handle;
    }

    /// <summary>Where the library came from: a path, or a name that the system resolved.</summary>
    public string LibraryPath { get; }

    /// <summary>The library's version, such as "1.20.1".</summary>
    public string Version { get; }

    public OrtApi Api { get; }

    public nint Environment { get; }

    public nint CpuMemory { get; }

    public nint Allocator { get; }

    /// <summary>Takes the API from a loaded library.</summary>
    /// <exception cref="OnnxRuntimeLibraryException">It is not ONNX Runtime, or too old.</exception>
    public static OrtRuntime Open(nint library, string path)
    {
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint entry))
            throw new OnnxRuntimeLibraryException($"'{path}' is not ONNX Runtime: it does not export OrtGetApiBase. {LibrarySearch.WayOut}");

        nint* apiBase = ((delegate* unmanaged<nint*>)entry)();
        string version = Utf8Text.Read(((delegate* unmanaged<byte*>)apiBase[1])());
        nint* table = ((delegate* unmanaged<uint, nint*>)apiBase[0])(OrtApi.Version);
        return table is null
            ? throw new OnnxRuntimeLibraryException(
                $"'{path}' is ONNX Runtime {version}, which does not serve API version {OrtApi.Version}; 1.14 or newer does. {LibrarySearch.WayOut}")
            : new OrtRuntime(path, version, new OrtApi(table));
    }
}
