using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Recording.Ring;

/// <summary>The predictions of a lane at one moment, besides those that found it full or closed.</summary>
internal readonly record struct LaneCounts(long Durable, long Pending, long Poisoned);

/// <content>The books of a lane, taken by any thread while it runs: nothing on the callers' path keeps them.</content>
internal sealed unsafe partial class RingLane
{
    /// <summary>Predictions durable, pending and poisoned at one moment.</summary>
    public LaneCounts Count()
    {
        var spin = new SpinWait();
        while (true)
        {
            // During a release the books are those after it: nobody waits for a reader that is held up, or was killed.
            long epoch = Volatile.Read(ref _header->Epoch);
            bool releasing = (epoch & 1) != 0;
            long durable = releasing ? _header->DurableAfter : _header->Durable;
            long poisoned = releasing ? _header->PoisonAfter : Lost(LossReason.Poison);
            if (CountPending(epoch, releasing ? _header->HeadAfter : Head) is { } pending)
                return new LaneCounts(durable, pending, poisoned);
            spin.SpinOnce();
        }
    }

    /// <summary>Walks what is claimed and not released; null when something was released meanwhile.</summary>
    private long? CountPending(long epoch, long head)
    {
        const int Patience = 200;
        long predictions = 0;
        long tail = Tail;
        int looks = 0;
        for (long position = head; position < tail;)
        {
            long word = Volatile.Read(ref *(long*)(_data + (position & _mask)));
            if (Volatile.Read(ref _header->Epoch) != epoch)
                return null;

            int length = (int)word < 0 ? -(int)word : (int)word;
            if (length < 0 || (length & (sizeof(long) - 1)) != 0)
                return predictions; // no frame: another run of the machine wrote it, and nobody has mended it yet
            if (length == 0 && looks++ < Patience)
                continue; // claimed this instant: its first word comes at once, unless its writer is held up or dead
            if (length == 0)
                return predictions + 1;
            predictions += (byte)(word >> 32) == (byte)FrameKind.Prediction ? 1 : 0;
            position += length;
        }

        Interlocked.MemoryBarrier(); // all of it was read before the epoch is looked at again
        return Volatile.Read(ref _header->Epoch) == epoch ? predictions : null;
    }
}
