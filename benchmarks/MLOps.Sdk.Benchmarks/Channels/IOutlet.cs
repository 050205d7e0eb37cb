namespace MLOps.Sdk.Benchmarks.Channels;

/// <summary>Something that one thread puts records of 184 bytes into and another one takes them out of.</summary>
internal interface IOutlet
{
    /// <summary>The most records of one <see cref="Read"/>, so that a reader sees soon when it shall end.</summary>
    public const int MostAtOnce = 512;

    string Name { get; }

    void Write(int count);

    /// <summary>Takes out what is there, up to <see cref="MostAtOnce"/>. Gives the number of records.</summary>
    int Read();

    /// <summary>Takes out everything.</summary>
    void Empty()
    {
        while (Read() > 0)
        {
            // Until nothing is left.
        }
    }
}
