using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Recording.Frames;

/// <summary>Reads the frames of one ring in place. It holds nothing of them, so any thread may use it.</summary>
internal sealed class FrameDecoder(PredictionRing ring)
{
    private const int TraceIdBytes = 16;

    private readonly double _nanosecondsPerTick = 1e9 / ring.Header.TicksPerSecond;

    /// <summary>The kind of a published frame. Read alone: padding may be 8 bytes, half a header.</summary>
    public static FrameKind KindOf(ReadOnlySpan<byte> frame) => (FrameKind)frame[FrameHeader.KindOffset];

    /// <summary>The monotonic clock when a frame was written.</summary>
    public static long TimestampOf(ReadOnlySpan<byte> frame) => MemoryMarshal.AsRef<FrameHeader>(frame).Timestamp;

    /// <summary>Reads a prediction.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="id">The prediction's id.</param>
    /// <param name="featureText">Its features as they were formatted ahead, or nothing.</param>
    /// <exception cref="InvalidDataException">The frame is damaged, or of a format or version that is not known.</exception>
    public PredictionRecord ReadPrediction(ReadOnlySpan<byte> frame, PredictionId id, ReadOnlySpan<byte> featureText = default)
    {
        ref readonly PredictionFrame head = ref Checked<PredictionFrame>(frame, PredictionFrame.Bytes);
        ServedVersion version = ring.Versions.Find(head.Version.Ordinal)
            ?? throw new InvalidDataException($"Record {id} refers to version number {head.Version.Ordinal}, which its ring does not name.");

        ReadOnlySpan<byte> rest = frame[PredictionFrame.Bytes..^head.Header.Slack];
        if (head.Numbers < 0 || head.Numbers > rest.Length / sizeof(double))
            throw new InvalidDataException($"Record {id} claims {head.Numbers} numbers in {rest.Length} bytes.");
        ReadOnlySpan<double> numbers = MemoryMarshal.Cast<byte, double>(rest[..(head.Numbers * sizeof(double))]);

        TextList categories = default, tags = default;
        ReadOnlySpan<byte> subject = default, rawInput = default, rawOutput = default, label = default, error = default, trace = default, inputCut = default, outputCut = default;
        var sections = new SectionReader(rest[(head.Numbers * sizeof(double))..]);
        while (sections.MoveNext())
        {
            switch (sections.Kind)
            {
                case SectionKind.Categories: categories = new TextList(sections.Bytes, sections.Count); break;
                case SectionKind.Tags: tags = new TextList(sections.Bytes, sections.Count); break;
                case SectionKind.Subject: subject = sections.Bytes; break;
                case SectionKind.RawInput: rawInput = sections.Bytes; break;
                case SectionKind.RawOutput: rawOutput = sections.Bytes; break;
                case SectionKind.OutputLabel: label = sections.Bytes; break;
                case SectionKind.ErrorType: error = sections.Bytes; break;
                case SectionKind.Trace: trace = sections.Bytes; break;
                case SectionKind.InputCut: inputCut = sections.Bytes; break;
                case SectionKind.OutputCut: outputCut = sections.Bytes; break;
                default: break; // a newer writer's section
            }
        }

        return new PredictionRecord
        {
            Id = id,
            Version = version,
            TimeMicroseconds = Microseconds(head.Header.Timestamp - head.Latency),
            LatencyNanoseconds = (long)(head.Latency * _nanosecondsPerTick),
            CostPicoUnits = head.Cost == PicoUnits.Unknown ? null : head.Cost,
            Status = head.Call.Status,
            Variant = head.Version.Variant,
            Truncated = head.Call.Flags.HasFlag(PredictionFlags.Truncated),
            CaptureFailed = head.Call.Flags.HasFlag(PredictionFlags.CaptureFailed),
            Numbers = numbers,
            Categories = categories,
            FeatureText = featureText,
            Output = head.Output,
            OutputLabel = label,
            RawInput = rawInput,
            RawOutput = rawOutput,
            RawInputLength = LengthOf(inputCut),
            RawInputHash = HashOf(inputCut),
            RawOutputLength = LengthOf(outputCut),
            RawOutputHash = HashOf(outputCut),
            Tags = tags,
            Subject = subject,
            TraceId = trace.Length >= TraceIdBytes ? trace[..TraceIdBytes] : default,
            SpanId = trace.Length > TraceIdBytes ? trace[TraceIdBytes..] : default,
            ErrorType = error,
        };
    }

    /// <summary>Reads an annotation.</summary>
    /// <exception cref="InvalidDataException">The frame is damaged, or of a format that is not known.</exception>
    public AnnotationRecord ReadAnnotation(ReadOnlySpan<byte> frame, PredictionId id)
    {
        ref readonly AnnotationFrame head = ref Checked<AnnotationFrame>(frame, AnnotationFrame.Bytes);
        ReadOnlySpan<byte> text = default, rule = default, reviewer = default, overrides = default;
        long? eventTime = null;
        var sections = new SectionReader(frame[AnnotationFrame.Bytes..^head.Header.Slack]);
        while (sections.MoveNext())
        {
            switch (sections.Kind)
            {
                case SectionKind.Text: text = sections.Bytes; break;
                case SectionKind.Rule: rule = sections.Bytes; break;
                case SectionKind.Reviewer: reviewer = sections.Bytes; break;
                case SectionKind.Overrides: overrides = sections.Bytes; break;
                case SectionKind.EventTime when sections.Bytes.Length == sizeof(long): eventTime = BinaryPrimitives.ReadInt64LittleEndian(sections.Bytes); break;
                default: break; // a newer writer's section
            }
        }

        return new AnnotationRecord
        {
            Id = id,
            PredictionId = new PredictionId(head.PredictionWriter, head.PredictionSequence),
            Kind = head.Kind,
            TimeMicroseconds = Microseconds(head.Header.Timestamp),
            Text = text,
            Rule = rule,
            Value = head.Value,
            Reviewer = reviewer,
            Overrides = overrides,
            EventTimeMicroseconds = eventTime,
        };
    }

    private static long? LengthOf(ReadOnlySpan<byte> cut) => cut.Length < sizeof(long) ? null : BinaryPrimitives.ReadInt64LittleEndian(cut);

    private static ReadOnlySpan<byte> HashOf(ReadOnlySpan<byte> cut) => cut.Length > sizeof(long) ? cut[sizeof(long)..] : default;

    private long Microseconds(long timestamp)
    {
        ref readonly RingHeader header = ref ring.Header;
        return header.AnchorMicroseconds + (long)((timestamp - header.AnchorTimestamp) * _nanosecondsPerTick / 1e3);
    }

    private static ref readonly T Checked<T>(ReadOnlySpan<byte> frame, int fixedBytes) where T : struct
    {
        if (frame.Length < fixedBytes)
            throw new InvalidDataException($"A recorded frame has {frame.Length} bytes, fewer than the {fixedBytes} of its fixed part.");

        ref readonly FrameHeader header = ref MemoryMarshal.AsRef<FrameHeader>(frame);
        if (header.Version != FrameHeader.CurrentVersion)
            throw new InvalidDataException($"A recorded frame has format {header.Version}; this version of the library reads {FrameHeader.CurrentVersion}.");
        if (header.Slack > frame.Length - fixedBytes)
            throw new InvalidDataException($"A recorded frame claims {header.Slack} bytes of slack in {frame.Length}.");
        return ref MemoryMarshal.AsRef<T>(frame);
    }
}
