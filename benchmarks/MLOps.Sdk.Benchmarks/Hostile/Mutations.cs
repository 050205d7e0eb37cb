namespace MLOps.Sdk.Benchmarks.Hostile;

/// <summary>Damages a file in a way that its number decides, so that any one can be made again.</summary>
internal static class Mutations
{
    private const int MostBytes = 64;

    public static byte[] Of(byte[] original, int number)
    {
        var random = new Random(number);
        byte[] bytes = [.. original];
        int at = random.Next(bytes.Length), length = Math.Min(1 + random.Next(MostBytes), bytes.Length - at);
        switch (number % 7)
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                random.NextBytes(bytes.AsSpan(at, length));
                return bytes;
            case 3:
                return bytes[..at];
            case 4:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 5:
                return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
            default:
                bytes.AsSpan(at, length).Fill(0xFF); // numbers without an end, lengths beyond the file
                return bytes;
        }
    }
}
