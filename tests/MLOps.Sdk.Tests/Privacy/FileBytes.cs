using System.Text;

namespace MLOps.Sdk.Tests.Privacy;

/// <summary>Looks for a text in the bytes of all files below a directory, as a thief would.</summary>
internal static class FileBytes
{
    private const int MostLooks = 100;

    public static int Count(string text, string directory)
    {
        // An app at work replaces files: one that was renamed meanwhile is looked for under its new name.
        for (int look = 1; ; look++)
        {
            try
            {
                return CountOnce(text, directory);
            }
            catch (IOException) when (look < MostLooks)
            {
            }
        }
    }

    private static int CountOnce(string text, string directory)
    {
        byte[] needle = Encoding.UTF8.GetBytes(text);
        int count = 0;
        foreach (string file in Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Where(static file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            for (int from = bytes.AsSpan().IndexOf(needle); from >= 0;)
            {
                count++;
                int next = bytes.AsSpan(from + 1).IndexOf(needle);
                from = next < 0 ? -1 : from + 1 + next;
            }
        }

        return count;
    }
}
