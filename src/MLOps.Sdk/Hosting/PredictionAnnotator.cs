using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Hosting;

/// <summary>Puts actions and outcomes into the channel, beside the predictions they are about.</summary>
internal sealed class PredictionAnnotator(PredictionChannel channel, TimeProvider time) : IPredictionAnnotator, IOutcomeRecorder
{
    public void RecordAction(PredictionId id, string action, string? rule) =>
        Record(id, AnnotationKind.Action, action, rule, double.NaN);

    public ValueTask<bool> RecordAsync(PredictionId prediction, string label, CancellationToken cancellationToken = default) =>
        new(Record(prediction, AnnotationKind.Outcome, label, rule: null, double.NaN));

    public ValueTask<bool> RecordAsync(PredictionId prediction, double value, CancellationToken cancellationToken = default) =>
        new(Record(prediction, AnnotationKind.Outcome, text: null, rule: null, value));

    public ValueTask<bool> RecordAsync(PredictionId prediction, bool positive, CancellationToken cancellationToken = default) =>
        new(Record(prediction, AnnotationKind.Outcome, positive ? "true" : "false", rule: null, positive ? 1 : 0));

    private bool Record(PredictionId id, AnnotationKind kind, string? text, string? rule, double value)
    {
        if (!id.IsRecorded)
            return false;

        var buffer = new CaptureBuffer(stackalloc byte[CaptureBuffer.StackBytes]);
        if (!string.IsNullOrEmpty(text))
            buffer.AppendSection(SectionKind.Text, text, RecordingDefaults.MaximumTextBytes);
        if (!string.IsNullOrEmpty(rule))
            buffer.AppendSection(SectionKind.Rule, rule, RecordingDefaults.MaximumTextBytes);
        bool taken = channel.Annotate(id, kind, time.GetTimestamp(), value, buffer.Written);
        buffer.Dispose();
        return taken;
    }
}
