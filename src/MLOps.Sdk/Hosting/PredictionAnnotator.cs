using System.Buffers.Binary;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Hosting;

/// <summary>Puts actions and outcomes into the channel, beside the predictions they are about.</summary>
internal sealed class PredictionAnnotator(PredictionChannel channel, TimeProvider time) : IPredictionAnnotator, IOutcomeRecorder, IActionRecorder
{
    public void RecordAction(PredictionId id, string action, string? rule) =>
        Record(id, AnnotationKind.Action, double.NaN, new Texts { Text = action, Rule = rule });

    public ValueTask<bool> RecordAsync(PredictionId prediction, ProductAction action, CancellationToken cancellationToken = default) =>
        new(action is not null && Record(prediction, AnnotationKind.Action, action.Threshold ?? double.NaN, new Texts
        {
            Text = action.Name,
            Rule = action.Rule,
            Reviewer = action.Reviewer,
            Overrides = action.Overrides,
        }));

    public ValueTask<bool> RecordAsync(PredictionId prediction, ObservedOutcome outcome, CancellationToken cancellationToken = default) =>
        new(outcome is not null && Record(prediction, AnnotationKind.Outcome, outcome.Value ?? double.NaN, new Texts
        {
            Text = outcome.Label,
            Reviewer = outcome.Reviewer,
            EventTime = outcome.EventTime,
        }));

    public ValueTask<bool> RecordAsync(PredictionId prediction, string label, CancellationToken cancellationToken = default) =>
        new(Record(prediction, AnnotationKind.Outcome, double.NaN, new Texts { Text = label }));

    public ValueTask<bool> RecordAsync(PredictionId prediction, double value, CancellationToken cancellationToken = default) =>
        new(Record(prediction, AnnotationKind.Outcome, value, default));

    public ValueTask<bool> RecordAsync(PredictionId prediction, bool positive, CancellationToken cancellationToken = default) =>
        new(Record(prediction, AnnotationKind.Outcome, positive ? 1 : 0, new Texts { Text = positive ? "true" : "false" }));

    private bool Record(PredictionId id, AnnotationKind kind, double value, in Texts texts)
    {
        if (!id.IsRecorded)
            return false;

        var buffer = new CaptureBuffer(stackalloc byte[CaptureBuffer.StackBytes]);
        Append(ref buffer, SectionKind.Text, texts.Text);
        Append(ref buffer, SectionKind.Rule, texts.Rule);
        Append(ref buffer, SectionKind.Reviewer, texts.Reviewer);
        Append(ref buffer, SectionKind.Overrides, texts.Overrides);
        if (texts.EventTime is { } happened)
        {
            Span<byte> microseconds = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(microseconds, (happened.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
            buffer.AppendSection(SectionKind.EventTime, microseconds);
        }

        bool taken = channel.Annotate(id, kind, time.GetTimestamp(), value, buffer.Written);
        buffer.Dispose();
        return taken;
    }

    private static void Append(ref CaptureBuffer buffer, SectionKind kind, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            buffer.AppendSection(kind, text, RecordingDefaults.MaximumTextBytes);
    }

    private readonly struct Texts
    {
        public string? Text { get; init; }

        public string? Rule { get; init; }

        public string? Reviewer { get; init; }

        public string? Overrides { get; init; }

        public DateTimeOffset? EventTime { get; init; }
    }
}
