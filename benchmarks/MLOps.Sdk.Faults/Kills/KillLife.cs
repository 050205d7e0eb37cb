using System.Globalization;

namespace MLOps.Sdk.Faults.Kills;

/// <summary>What a process does until it is killed.</summary>
/// <param name="Directory">The store's.</param>
/// <param name="Journal">The file in which it says what was accepted.</param>
/// <param name="Number">Which life of the chain; recorded as a feature.</param>
/// <param name="Threads">Threads that predict.</param>
/// <param name="Lanes">Lanes of its ring.</param>
/// <param name="LaneBytes">Bytes of a lane.</param>
/// <param name="BatchRows">Rows in a transaction.</param>
/// <param name="CommitMilliseconds">How long a record waits for others.</param>
/// <param name="PauseMicroseconds">The pause between two calls of a thread.</param>
internal sealed record KillLife(
    string Directory, string Journal, int Number, int Threads, int Lanes, int LaneBytes, int BatchRows, int CommitMilliseconds, int PauseMicroseconds)
{
    private const char Separator = '|';

    /// <summary>A life drawn at random, with small lanes so that they go round and fill up.</summary>
    public static KillLife Draw(Random random, string directory, string journal, int number) => new(
        directory, journal, number,
        Threads: random.Next(2, 7),
        Lanes: random.Next(1, 7),
        LaneBytes: 16 * 1024 << random.Next(0, 5),
        BatchRows: 1 << random.Next(5, 13),
        CommitMilliseconds: random.Next(1, 25),
        PauseMicroseconds: random.Next(0, 4) * 40);

    public static KillLife Parse(string text)
    {
        string[] parts = text.Split(Separator);
        int[] numbers = [.. parts[2..].Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return new KillLife(parts[0], parts[1], numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
    }

    public override string ToString() => string.Join(
        Separator, Directory, Journal, Number, Threads, Lanes, LaneBytes, BatchRows, CommitMilliseconds, PauseMicroseconds);
}
