using System.Diagnostics;

namespace MLOps.Sdk.Tests.Faults;

/// <summary>Runs where a file system can be mounted: on Linux, as root.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountedFactAttribute : FactAttribute
{
    private static readonly string? Obstacle = Find();

    public MountedFactAttribute() => Skip = Obstacle;

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux())
            return "File systems of a test's own are mounted on Linux only.";
        try
        {
            using var trial = new SmallFileSystem("64k");
            return null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"No file system can be mounted: {fault.Message}";
        }
    }
}

/// <summary>A file system in memory, as small as wanted.</summary>
internal sealed class SmallFileSystem : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mlops-mount-");
    private DirectoryInfo? _view;

    public SmallFileSystem(string size)
    {
        try
        {
            Run("mount", "-t", "tmpfs", "-o", $"size={size},mode=0700", "tmpfs", Path);
        }
        catch
        {
            _directory.Delete();
            throw;
        }
    }

    public string Path => _directory.FullName;

    /// <summary>The same files at another place, where they cannot be written.</summary>
    public string MountReadOnly()
    {
        _view = Directory.CreateTempSubdirectory("mlops-mount-");
        Run("mount", "--bind", Path, _view.FullName);
        Run("mount", "-o", "remount,ro,bind", _view.FullName);
        return _view.FullName;
    }

    public void Dispose()
    {
        foreach (DirectoryInfo? mounted in (DirectoryInfo?[])[_view, _directory])
        {
            if (mounted is null)
                continue;
            Run("umount", "-l", mounted.FullName);
            mounted.Delete();
        }
    }

    private static void Run(string command, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: {error.Trim()}");
    }
}
