using MLOps.Sdk.Faults.Processes;

namespace MLOps.Sdk.Faults.Kills;

/// <summary>
/// Kills apps at random moments. The next app of the same directory finds what the one before left, and is killed in turn,
/// often while it is still storing that; at the end of the chain somebody comes who is left alone, and the books are compared.
/// </summary>
/// <param name="seed">Where the random numbers start.</param>
internal sealed class KillStudy(int seed)
{
    private const int LivesPerChain = 25;
    private const int LongestLifeMilliseconds = 40;
    private const int MostFlushes = 4;
    private const int LongestStartMilliseconds = 400;

    /// <summary>Kills this many processes, two chains at a time.</summary>
    public KillFindings Run(int cycles)
    {
        KillFindings found = KillFindings.None;
        var adding = new Lock();
        Parallel.For(0, (cycles + LivesPerChain - 1) / LivesPerChain, new ParallelOptions { MaxDegreeOfParallelism = 2 }, chain =>
        {
            KillFindings of = RunChain(new Random(seed + chain), Math.Min(LivesPerChain, cycles - (chain * LivesPerChain)));
            lock (adding)
                found = found.Add(of);
        });
        return found;
    }

    private static KillFindings RunChain(Random random, int lives)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("modelops-kills-");
        try
        {
            string store = Path.Combine(folder.FullName, "store");
            using var journal = new AcceptedJournal(Path.Combine(folder.FullName, "journal"));
            var books = new KillBooks(store);
            KillLife last = null!;
            for (int number = 0; number < lives; number++)
            {
                last = KillLife.Draw(random, store, Path.Combine(folder.FullName, "journal"), number);
                journal.Clear();
                LiveAndDie(last, journal, random);
                books.Add(last, journal);
                if (random.Next(4) == 0)
                    books.CheckAcknowledged();
            }

            KillChild.StoreWhatWasLeft(last);
            return books.Compare(lives);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Nine of ten processes are killed a moment after they began to predict, or after a flush; the others at any moment since they were started.</summary>
    private static void LiveAndDie(KillLife life, AcceptedJournal journal, Random random)
    {
        using Child child = Child.Start(KillChild.Verb, life.ToString());
        if (random.Next(10) == 0)
        {
            Thread.Sleep(random.Next(LongestStartMilliseconds));
        }
        else
        {
            int flushes = random.Next(MostFlushes);
            while ((!journal.IsRunning || journal.Flushes < flushes) && !child.HasExited)
                Thread.Sleep(1);
            Thread.Sleep(random.Next(LongestLifeMilliseconds));
        }

        if (child.HasExited)
            throw new InvalidOperationException($"The child ended by itself with {child.ExitCode}: {life}");
        child.Kill();
    }
}
