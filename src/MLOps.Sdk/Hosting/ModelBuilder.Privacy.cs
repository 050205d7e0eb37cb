using MLOps.Sdk.Capture;
using MLOps.Sdk.Privacy;

namespace MLOps.Sdk;

/// <content>What of inputs, outputs, subjects and tags is recorded.</content>
public sealed partial class ModelBuilder<TInput, TOutput>
{
    private readonly List<KeyValuePair<string, TextRedaction>> _tagRedactions = [];
    private TextRedaction? _otherTags;

    internal TextRedaction? SubjectRedaction { get; private set; }

    internal ContextRedaction Redaction => new(SubjectRedaction, [.. _tagRedactions], _otherTags);

    /// <summary>
    /// Declares what is recorded of subjects, whether <see cref="Subject"/> or a <see cref="PredictionScope"/> gives them. With
    /// <see cref="TextRedaction.Hash"/> a subject's predictions are still found and erased by its plain text.
    /// </summary>
    public ModelBuilder<TInput, TOutput> RedactSubject(TextRedaction redaction)
    {
        SubjectRedaction = redaction ?? throw new ArgumentNullException(nameof(redaction));
        return this;
    }

    /// <summary>Declares what is recorded of a tag's values, whether <see cref="Tag"/> or a <see cref="PredictionScope"/> gives them.</summary>
    /// <param name="key">The tag's key. A tag of which nothing is recorded is left out, key and all.</param>
    /// <param name="redaction">What is recorded.</param>
    public ModelBuilder<TInput, TOutput> RedactTag(string key, TextRedaction redaction)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentNullException.ThrowIfNull(redaction);
        if (_tagRedactions.Exists(known => known.Key == key))
            throw new ArgumentException($"Model '{Name}': what is recorded of tag '{key}' is declared twice. Remove one.", nameof(key));
        _tagRedactions.Add(new(key, redaction));
        return this;
    }

    /// <summary>
    /// Declares what is recorded of a scope's tags that the model neither declares by <see cref="Tag"/> nor names in
    /// <see cref="RedactTag"/>. With <see cref="TextRedaction.Drop"/> the tags that are named are all that is recorded.
    /// </summary>
    public ModelBuilder<TInput, TOutput> RedactOtherTags(TextRedaction redaction)
    {
        _otherTags = redaction ?? throw new ArgumentNullException(nameof(redaction));
        return this;
    }

    /// <summary>Records the declared members of the input and nothing else of it, as one JSON object, cut at <see cref="Recording.RecordingOptions.MaximumPayloadBytes"/>.</summary>
    /// <param name="declare">Declares them: <c>members => members.Number(p => p.Amount).Text(p => p.Merchant)</c>.</param>
    public ModelBuilder<TInput, TOutput> CaptureInput(Action<PayloadMembers<TInput>> declare)
    {
        InputPayload = new MembersPayloadWriter<TInput>(new PayloadMembers<TInput>(declare));
        return this;
    }

    /// <summary>Records the declared members of the output and nothing else of it, as one JSON object.</summary>
    /// <inheritdoc cref="CaptureInput"/>
    public ModelBuilder<TInput, TOutput> CaptureOutput(Action<PayloadMembers<TOutput>> declare)
    {
        OutputPayload = new MembersPayloadWriter<TOutput>(new PayloadMembers<TOutput>(declare));
        return this;
    }
}
