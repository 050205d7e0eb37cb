namespace MLOps.Sdk.Recording.Ring;

/// <summary>The file that a process holds open for itself alone as long as its ring is its own.</summary>
internal static class RingLock
{
    /// <summary>Whether somebody holds it.</summary>
    public static bool IsHeld(string path)
    {
        try
        {
            using var free = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
