using System.Globalization;
using System.Runtime.CompilerServices;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Capture;

/// <summary>Reads an output as a number to be watched, a label, and a payload. No fault of a delegate leaves it.</summary>
internal sealed class OutputCapture<TOutput>(
    Func<TOutput, double>? number, Func<TOutput, string?>? label, PayloadWriter<TOutput>? payload, PayloadLimit payloadLimit)
{
    private readonly bool _hasSections = label is not null || payload is not null || typeof(TOutput) == typeof(string);

    /// <summary>Whether an output is recorded as its own number and nothing else.</summary>
    public bool IsPlain => number is null && !_hasSections;

    /// <summary>Captures an output.</summary>
    /// <param name="output">The output.</param>
    /// <param name="buffer">Receives the sections.</param>
    /// <param name="flags">What becomes true of the record.</param>
    /// <returns>The output as a number, NaN when it has none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Capture(TOutput output, ref CaptureBuffer buffer, ref PredictionFlags flags)
    {
        if (number is null && !_hasSections)
            return NumberOf(output);
        return CaptureDeclared(output, ref buffer, ref flags);
    }

    /// <summary>The number that is watched, without a record; NaN when it has none.</summary>
    public double WatchedNumberOf(TOutput output)
    {
        try
        {
            return number is not null ? number(output) : NumberOf(output);
        }
        catch (Exception)
        {
            return double.NaN;
        }
    }

    private double CaptureDeclared(TOutput output, ref CaptureBuffer buffer, ref PredictionFlags flags)
    {
        int start = buffer.Length;
        try
        {
            if (_hasSections)
            {
                if ((label is not null ? label(output) : output as string) is { } text && !buffer.AppendSection(SectionKind.OutputLabel, text, RecordingDefaults.MaximumTextBytes))
                    flags |= PredictionFlags.Truncated;
                if (payload is not null)
                    flags |= payload.Append(SectionKind.RawOutput, output, ref buffer, payloadLimit);
            }

            return number is not null ? number(output) : NumberOf(output);
        }
        catch (Exception)
        {
            buffer.Truncate(start);
            flags |= PredictionFlags.CaptureFailed;
            return double.NaN;
        }
    }

    /// <summary>The value of the types that are numbers; the comparisons are decided when the method is compiled for a type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double NumberOf(TOutput output)
    {
        if (typeof(TOutput) == typeof(float))
            return (float)(object)output!;
        if (typeof(TOutput) == typeof(double))
            return (double)(object)output!;
        if (typeof(TOutput) == typeof(int))
            return (int)(object)output!;
        if (typeof(TOutput) == typeof(long))
            return (long)(object)output!;
        if (typeof(TOutput) == typeof(bool))
            return (bool)(object)output! ? 1 : 0;
        if (typeof(TOutput) == typeof(decimal))
            return (double)(decimal)(object)output!;
        return typeof(TOutput).IsPrimitive ? Convert.ToDouble(output, CultureInfo.InvariantCulture) : double.NaN;
    }
}
