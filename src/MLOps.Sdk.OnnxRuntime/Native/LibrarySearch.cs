using System.Runtime.InteropServices;

namespace MLOps.Sdk.OnnxRuntime.Native;

/// <summary>Where the native library may be. Pure: the caller says what the machine looks like.</summary>
/// <param name="OptionPath">What <see cref="OnnxRuntimeOptions.LibraryPath"/> says: a file or a folder.</param>
/// <param name="EnvironmentPath">What the environment variable says: a file or a folder.</param>
/// <param name="BaseDirectory">The app's folder.</param>
/// <param name="NativeDirectories">The folders of native files that the app's dependencies name.</param>
/// <param name="RuntimeIdentifier">The platform, such as "linux-x64".</param>
internal sealed record LibrarySearch(
    string? OptionPath, string? EnvironmentPath, string BaseDirectory, IReadOnlyList<string> NativeDirectories, string RuntimeIdentifier)
{
    public const string EnvironmentVariable = "MLOPS_ONNXRUNTIME";

    public const string WayOut =
        "Add the package Microsoft.ML.OnnxRuntime (or its Gpu, DirectML or OpenVINO flavour) to the app: it brings the native library. " +
        "Or point OnnxRuntimeOptions.LibraryPath or the environment variable " + EnvironmentVariable + " at the library's file or folder.";

    /// <summary>The search on this machine.</summary>
    public static LibrarySearch ForProcess(string? optionPath) => new(
        optionPath,
        Environment.GetEnvironmentVariable(EnvironmentVariable),
        AppContext.BaseDirectory,
        ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES"))?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [],
        RuntimeInformation.RuntimeIdentifier);

    /// <summary>The names of the library's file on a platform, the usual first.</summary>
    public IReadOnlyList<string> FileNames =>
        RuntimeIdentifier.StartsWith("win", StringComparison.Ordinal) ? ["onnxruntime.dll"]
        : RuntimeIdentifier.StartsWith("osx", StringComparison.Ordinal) ? ["libonnxruntime.dylib"]
        : ["libonnxruntime.so", "libonnxruntime.so.1"];

    /// <summary>
    /// The places in the order in which they are tried. A path given in code is the only place: a fallback would load
    /// another library than the one asked for, silently. The app's own folders come before the environment variable, which
    /// others than the app's author can set; bare names, which the system resolves, come last.
    /// </summary>
    public IEnumerable<string> Places()
    {
        if (!string.IsNullOrEmpty(OptionPath))
            return In(OptionPath);

        IEnumerable<string> places = Folder(BaseDirectory).Concat(Folder(Path.Combine(BaseDirectory, "runtimes", RuntimeIdentifier, "native")));
        foreach (string directory in NativeDirectories)
            places = places.Concat(Folder(directory));
        if (!string.IsNullOrEmpty(EnvironmentPath))
            places = places.Concat(In(EnvironmentPath));
        return places.Distinct().Concat(FileNames);
    }

    /// <summary>Loads the first library found.</summary>
    /// <param name="load">Gives a library's handle; 0 when it cannot be loaded.</param>
    /// <exception cref="OnnxRuntimeLibraryException">There is none (every place is named), or the one found is unusable.</exception>
    public OrtRuntime Load(Func<string, nint> load)
    {
        var searched = new List<string>();
        foreach (string place in Places())
        {
            bool isFile = Path.IsPathRooted(place);
            searched.Add(isFile ? place : $"{place} (by the system's loader)");
            if (isFile && !File.Exists(place))
                continue;
            nint library = load(place);
            if (library != 0)
                return OrtRuntime.Open(library, place);
            if (isFile)
                throw new OnnxRuntimeLibraryException(
                    $"'{place}' is there and cannot be loaded: it is damaged, for another platform than {RuntimeIdentifier}, or a library that it needs is missing. {WayOut}");
        }

        throw new OnnxRuntimeLibraryException(
            $"The native library of ONNX Runtime was not found. Searched, in this order: {string.Join(", ", searched)}. {WayOut}");
    }

    private IEnumerable<string> In(string fileOrFolder)
    {
        string path = Path.GetFullPath(fileOrFolder, BaseDirectory);
        return Directory.Exists(path) ? Folder(path) : [path];
    }

    private IEnumerable<string> Folder(string directory) => FileNames.Select(name => Path.Combine(directory, name));
}
