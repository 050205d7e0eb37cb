using System.Globalization;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Registry.Artifacts;

/// <summary>Replaces a file in one step: readers see the old one or the new one, also after a crash of the machine.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the file, syncs, renames. Only the owner can read it.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        // Two processes may write the same file at once: each has a file of its own until the rename.
        string temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp");
        try
        {
            using (FileStream file = StoreFiles.CreatePrivate(temporary, FileMode.Create))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
