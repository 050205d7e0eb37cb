using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Channels;

/// <summary>Reads an outlet without pause on a second thread while it is written to.</summary>
internal sealed class BusyReader(IOutlet outlet, int records) : IDisposable
{
    private Companion? _companion;
    private long _read; // the reader's, read by the writer
    private long _readDuringRound;

    public Way Way(string name) => new(name, Write) { Before = Begin, After = End, Counts = KeptUp };

    public void Begin()
    {
        Volatile.Write(ref _read, 0);
        (_companion ??= new Companion(Read)).Begin();
    }

    public void End()
    {
        _readDuringRound = Volatile.Read(ref _read);
        _companion!.End();
    }

    public void Dispose() => _companion?.Dispose();

    private void Write(int count) => outlet.Write(count);

    /// <summary>Whether the reader was running: it had read half when the writer was done.</summary>
    private bool KeptUp() => _readDuringRound > 0.5 * records;

    private void Read(Companion companion)
    {
        while (true)
        {
            bool isEnding = companion.IsEnding;
            int read = outlet.Read();
            Volatile.Write(ref _read, _read + read);
            if (read == 0 && isEnding)
                return;
        }
    }
}
