using System.Runtime.InteropServices;
using MLOps.Sdk.OnnxRuntime.Native;

namespace MLOps.Sdk.OnnxRuntime.Tests.Native;

public sealed class LibrarySearchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlops-sdk-");

    [Fact]
    public void A_missing_library_names_every_place_searched_and_the_package()
    {
        LibrarySearch search = Search(environment: At("from-environment"), native: [At("deps-a"), At("deps-b")]);

        OnnxRuntimeLibraryException fault = Assert.Throws<OnnxRuntimeLibraryException>(() => search.Load(NoLibrary));

        Assert.All(
            [
                At("app", "libonnxruntime.so"), At("app", "libonnxruntime.so.1"), At("app", "runtimes", "linux-none", "native", "libonnxruntime.so"),
                At("deps-a", "libonnxruntime.so"), At("deps-b", "libonnxruntime.so"), At("from-environment"),
                "libonnxruntime.so (by the system's loader)", "Microsoft.ML.OnnxRuntime", "OnnxRuntimeOptions.LibraryPath", "MLOPS_ONNXRUNTIME",
            ],
            place => Assert.Contains(place, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void The_app_comes_before_the_environment_and_the_environment_before_the_system()
    {
        string[] places = [.. Search(environment: At("env.so"), native: [At("deps")]).Places()];

        Assert.Equal(
            [
                At("app", "libonnxruntime.so"), At("app", "libonnxruntime.so.1"),
                At("app", "runtimes", "linux-none", "native", "libonnxruntime.so"), At("app", "runtimes", "linux-none", "native", "libonnxruntime.so.1"),
                At("deps", "libonnxruntime.so"), At("deps", "libonnxruntime.so.1"),
                At("env.so"), "libonnxruntime.so", "libonnxruntime.so.1",
            ],
            places);
    }

    [Fact]
    public void A_path_given_in_code_is_the_only_place()
    {
        _folder.CreateSubdirectory("lib");

        Assert.Equal([At("lib", "libonnxruntime.so"), At("lib", "libonnxruntime.so.1")], Search(option: At("lib"), environment: At("env.so")).Places());
        Assert.Equal([At("own.so")], Search(option: At("own.so")).Places());
        Assert.Equal([At("app", "own.so")], Search(option: "own.so").Places());
    }

    [Theory]
    [InlineData("win-x64", "onnxruntime.dll")]
    [InlineData("osx-arm64", "libonnxruntime.dylib")]
    [InlineData("linux-arm64", "libonnxruntime.so")]
    public void The_file_has_the_name_of_its_platform(string platform, string name) =>
        Assert.Equal(name, new LibrarySearch(null, null, _folder.FullName, [], platform).FileNames[0]);

    [Fact]
    public void A_file_that_is_no_library_is_named()
    {
        File.WriteAllText(At("own.so"), "not a library");

        OnnxRuntimeLibraryException fault = Assert.Throws<OnnxRuntimeLibraryException>(() => Search(option: At("own.so")).Load(NoLibrary));

        Assert.Contains($"'{At("own.so")}' is there and cannot be loaded", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_is_not_onnx_runtime_is_named()
    {
        string other = typeof(object).Assembly.Location;
        string name = OperatingSystem.IsWindows() ? "System.IO.Compression.Native.dll" : OperatingSystem.IsMacOS() ? "libSystem.Native.dylib" : "libSystem.Native.so";
        string library = Path.Combine(Path.GetDirectoryName(other)!, name);

        OnnxRuntimeLibraryException fault = Assert.Throws<OnnxRuntimeLibraryException>(() => Search(option: library).Load(NativeLibrary.Load));

        Assert.Contains("is not ONNX Runtime", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_process_has_one_library()
    {
        OnnxRuntimeLibrary.Load();
        string loaded = OnnxRuntimeLibrary.Path!;

        OnnxRuntimeLibrary.Load(new OnnxRuntimeOptions { LibraryPath = loaded });
        OnnxRuntimeLibraryException fault = Assert.Throws<OnnxRuntimeLibraryException>(
            () => OnnxRuntimeLibrary.Load(new OnnxRuntimeOptions { LibraryPath = At("other.so") }));

        Assert.Contains(loaded, fault.Message, StringComparison.Ordinal);
        Assert.Contains(At("other.so"), fault.Message, StringComparison.Ordinal);
        Assert.Matches(@"^1\.\d+\.\d+", OnnxRuntimeLibrary.Version);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static nint NoLibrary(string place) => 0;

    private string At(params string[] parts) => Path.Combine([_folder.FullName, .. parts]);

    private LibrarySearch Search(string? option = null, string? environment = null, string[]? native = null) =>
        new(option, environment, At("app"), native ?? [], "linux-none");
}
