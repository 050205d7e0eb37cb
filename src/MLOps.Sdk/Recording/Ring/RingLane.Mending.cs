using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Recording.Ring;

/// <content>What a crash of the machine leaves: some pages as they were last written, others as they were before.</content>
internal sealed unsafe partial class RingLane
{
    private const int LongestPadding = 1 << 30;

    /// <summary>Whether head and tail can be true together: they and what is between them may be of different ages.</summary>
    public bool IsPlausible
    {
        get
        {
            long head = _header->Head, tail = Tail, after = (_header->Epoch & 1) != 0 ? _header->HeadAfter : head;
            return head >= 0 && head <= after && after <= tail && tail - head <= _capacity && ((head | tail | after) & 7) == 0;
        }
    }

    /// <summary>Whoever took the lane over: makes padding of all that is not a whole frame written for its place, so that it can be read like any other.</summary>
    /// <returns>Stretches that held something else.</returns>
    public int Mend()
    {
        int torn = 0;
        long tail = Tail, broken = Head; // where what is not whole begins
        for (long position = broken; position < tail;)
        {
            int length = WholeLength(position, tail);
            if (length == 0)
            {
                position += sizeof(long);
                continue;
            }

            torn += Pad(broken, position);
            position += length;
            broken = position;
        }

        return torn + Pad(broken, tail);
    }

    /// <summary>The length of the whole frame at a position, or 0 when there is none.</summary>
    private int WholeLength(long position, long tail)
    {
        byte* frame = _data + (position & _mask);
        long most = Math.Min(Math.Min(_capacity - (position & _mask), tail - position), _maximumFrame);
        int length = *(int*)frame;
        return length >= FrameHeader.Bytes + FrameStamp.Bytes && length <= most && (length & 7) == 0
            && ((FrameHeader*)frame)->Kind is FrameKind.Prediction or FrameKind.Annotation && FrameStamp.Fits(frame, length, position)
            ? length : 0;
    }

    /// <returns>1 when it was anything but the padding at the lane's end.</returns>
    private int Pad(long from, long to)
    {
        if (from == to || IsPaddingOf(from, to))
            return 0;
        while (from < to)
        {
            byte* frame = _data + (from & _mask);
            int length = (int)Math.Min(Math.Min(_capacity - (from & _mask), to - from), LongestPadding);
            *(long*)frame = FrameHeader.WordOf(length, FrameKind.Padding, slack: 0);
            from += length;
        }

        return 1;
    }

    private bool IsPaddingOf(long from, long to)
    {
        var frame = (FrameHeader*)(_data + (from & _mask));
        return frame->Kind == FrameKind.Padding && frame->Length == to - from && (to & _mask) == 0;
    }
}
