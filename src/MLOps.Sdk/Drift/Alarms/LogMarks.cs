using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>Marks as bytes.</summary>
internal static class LogMarks
{
    public static byte[] Write(IReadOnlyCollection<LogMark> marks)
    {
        var state = new AlarmStateWriter();
        state.Write((long)marks.Count);
        foreach (LogMark mark in marks)
        {
            state.Write((long)mark.Last.Writer);
            state.Write((long)mark.Last.Sequence);
            state.Write(mark.Microseconds);
            state.Write(mark.IsSeen);
        }

        return state.Written.ToArray();
    }

    /// <summary>Reads marks; none where there are none, or where they are damaged.</summary>
    public static List<LogMark> Read(byte[]? bytes)
    {
        var marks = new List<LogMark>();
        if (bytes is null)
            return marks;
        try
        {
            var state = new AlarmStateReader(bytes);
            for (long left = state.ReadInt64(); left > 0; left--)
                marks.Add(new LogMark(new PredictionId((ulong)state.ReadInt64(), (ulong)state.ReadInt64()), state.ReadInt64(), state.ReadBoolean()));
        }
        catch (InvalidDataException)
        {
            marks.Clear();
        }

        return marks;
    }
}
