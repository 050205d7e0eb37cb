using System.Diagnostics;
using System.Runtime.CompilerServices;
using MLOps.Sdk.Features;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Capture;

/// <summary>Reads a declared tag of an input.</summary>
internal sealed record TagReader<TInput>(string Key, Func<TInput, string?> Read);

/// <summary>
/// Copies what a model declares of an input into a record, before the model runs. On the caller's thread: allocates
/// nothing itself, and no fault of a delegate that reads the input leaves it.
/// </summary>
internal sealed class InputCapture<TInput>
{
    private readonly FeatureSet<TInput> _features;
    private readonly TagReader<TInput>[] _tags;
    private readonly Func<TInput, string?>? _subject;
    private readonly PayloadWriter<TInput>? _payload;
    private readonly string[] _keptTags;
    private readonly ContextRedaction _redaction;
    private readonly PayloadLimit _payloadLimit;
    private readonly int _numbers;
    private readonly int _categories;

    public InputCapture(
        FeatureSet<TInput> features, IEnumerable<TagReader<TInput>> tags, Func<TInput, string?>? subject, PayloadWriter<TInput>? payload, PayloadLimit payloadLimit,
        IEnumerable<string>? keptTags = null, ContextRedaction? redaction = null)
    {
        _keptTags = [.. keptTags ?? []];
        _redaction = redaction ?? ContextRedaction.None;
        _features = features;
        _tags = [.. tags];
        _subject = subject;
        _payload = payload;
        _payloadLimit = payloadLimit;
        _numbers = features.Schema.NumericCount;
        _categories = features.Schema.CategoricalCount;
        IsVector = features.IsVector;
        IsPlain = _categories == 0 && _tags.Length == 0 && subject is null && payload is null;
    }

    /// <summary>Numeric features declared.</summary>
    public int Numbers => _numbers;

    /// <summary>Whether nothing but numbers is declared.</summary>
    public bool IsPlain { get; }

    /// <summary>Whether the numbers are the values of a <see cref="FeatureVector"/> as they are.</summary>
    public bool IsVector { get; }

    /// <summary>Whether the caller is inside a scope or a trace, which are recorded as well.</summary>
    public static bool HasContext => PredictionScope.IsUsed || TraceContext.IsPresent;

    /// <summary>Reads the numbers alone.</summary>
    /// <returns>False when the delegate that reads them threw.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryReadNumbers(TInput input, Span<double> numbers)
    {
        try
        {
            _features.ReadNumbers(input, numbers);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>Captures an input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="buffer">Receives the numbers and the sections.</param>
    /// <param name="numbers">The numbers written; 0 when they could not be read.</param>
    public PredictionFlags Capture(TInput input, ref CaptureBuffer buffer, out int numbers)
    {
        var flags = PredictionFlags.None;
        numbers = _numbers;
        try
        {
            if (_numbers > 0)
                _features.ReadNumbers(input, buffer.AppendNumbers(_numbers));
        }
        catch (Exception)
        {
            buffer.Truncate(0);
            numbers = 0;
            flags = PredictionFlags.CaptureFailed;
        }

        return IsPlain && !HasContext ? flags : flags | CaptureRest(input, PredictionScope.Current, ref buffer);
    }

    /// <summary>Captures an input of another thread's call.</summary>
    /// <param name="input">The input.</param>
    /// <param name="scope">What is recorded with it instead of the thread's own scope.</param>
    /// <param name="buffer">Receives the numbers and the sections.</param>
    /// <param name="numbers">The numbers written; 0 when they could not be read.</param>
    public PredictionFlags Capture(TInput input, PredictionScope? scope, ref CaptureBuffer buffer, out int numbers)
    {
        var flags = PredictionFlags.None;
        numbers = _numbers;
        if (_numbers > 0 && !TryReadNumbers(input, buffer.AppendNumbers(_numbers)))
        {
            buffer.Truncate(0);
            numbers = 0;
            flags = PredictionFlags.CaptureFailed;
        }

        return flags | CaptureRest(input, scope, ref buffer);
    }

    /// <summary>Each part by itself: one that cannot be read costs no other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private PredictionFlags CaptureRest(TInput input, PredictionScope? scope, ref CaptureBuffer buffer)
    {
        PredictionFlags flags = TryCapture(Part.Categories, input, scope, ref buffer)
            | TryCapture(Part.Tags, input, scope, ref buffer)
            | TryCapture(Part.Subject, input, scope, ref buffer);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            Span<byte> trace = stackalloc byte[24];
            activity.TraceId.CopyTo(trace[..16]); // it fills the whole span that it is given
            activity.SpanId.CopyTo(trace[16..]);
            buffer.AppendSection(SectionKind.Trace, trace);
        }

        return flags | TryCapture(Part.Payload, input, scope, ref buffer);
    }

    private PredictionFlags TryCapture(Part part, TInput input, PredictionScope? scope, ref CaptureBuffer buffer)
    {
        int start = buffer.Length;
        try
        {
            return part switch
            {
                Part.Categories => CaptureCategories(input, ref buffer),
                Part.Tags when _tags.Length > 0 || scope is { Tags.Count: > 0 } => CaptureTags(input, scope, ref buffer),
                Part.Subject => CaptureSubject(input, scope, ref buffer),
                Part.Payload when _payload is not null => _payload.Append(SectionKind.RawInput, input, ref buffer, _payloadLimit),
                _ => PredictionFlags.None,
            };
        }
        catch (Exception)
        {
            buffer.Truncate(start);
            return PredictionFlags.CaptureFailed;
        }
    }

    private PredictionFlags CaptureCategories(TInput input, ref CaptureBuffer buffer)
    {
        if (_categories == 0)
            return PredictionFlags.None;
        bool whole = true;
        int section = buffer.BeginSection(SectionKind.Categories, _categories);
        for (int slot = 0; slot < _categories; slot++)
            whole &= buffer.AppendText(_features.ReadCategory(input, slot), RecordingDefaults.MaximumTextBytes);
        buffer.EndSection(section);
        return FlagsOf(whole);
    }

    private PredictionFlags CaptureSubject(TInput input, PredictionScope? scope, ref CaptureBuffer buffer)
    {
        if ((_subject?.Invoke(input) ?? scope?.Subject) is not { Length: > 0 } subject)
            return PredictionFlags.None;
        Span<char> stack = stackalloc char[RedactedText.StackChars];
        using var recorded = new RedactedText(_redaction.Subject, subject, stack);
        return FlagsOf(recorded.IsDropped || buffer.AppendSection(SectionKind.Subject, recorded.Text, RecordingDefaults.MaximumTextBytes));
    }

    private PredictionFlags CaptureTags(TInput input, PredictionScope? scope, ref CaptureBuffer buffer)
    {
        var flags = PredictionFlags.None;
        int texts = 0;
        int section = buffer.BeginSection(SectionKind.Tags, texts);
        foreach (TagReader<TInput> tag in _tags)
        {
            string? value = tag.Read(input);
            flags |= value is null ? PredictionFlags.None : FlagsOf(tag.Key);
            flags |= AppendTag(tag.Key, value, isDeclared: true, ref buffer, ref texts);
        }

        for (int i = 0; i < scope?.Tags.Count; i++)
        {
            (string key, string value) = scope.Tags[i];
            flags |= FlagsOf(key) | AppendTag(key, value, IsDeclared(key), ref buffer, ref texts);
        }

        buffer.EndSection(section, texts);
        return flags;
    }

    private PredictionFlags AppendTag(string key, string? value, bool isDeclared, ref CaptureBuffer buffer, ref int texts)
    {
        bool whole = true;
        Span<char> stack = stackalloc char[RedactedText.StackChars];
        using var recorded = new RedactedText(value is null ? null : _redaction.OfTag(key, isDeclared), value ?? "", stack);
        if (recorded.IsDropped)
            return PredictionFlags.None;
        texts += 2;
        whole &= buffer.AppendText(key, RecordingDefaults.MaximumTextBytes);
        whole &= value is null ? buffer.AppendText(null, 0) : buffer.AppendText(recorded.Text, RecordingDefaults.MaximumTextBytes);
        return FlagsOf(whole);
    }

    private bool IsDeclared(string key)
    {
        foreach (TagReader<TInput> tag in _tags)
        {
            if (tag.Key == key)
                return true;
        }

        return false;
    }

    private static PredictionFlags FlagsOf(bool whole) => whole ? PredictionFlags.None : PredictionFlags.Truncated;

    private PredictionFlags FlagsOf(string key)
    {
        foreach (string kept in _keptTags)
        {
            if (kept == key)
                return PredictionFlags.Keep;
        }

        return PredictionFlags.None;
    }

    private enum Part
    {
        Categories,
        Tags,
        Subject,
        Payload,
    }
}
