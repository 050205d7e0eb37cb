using MLOps.Sdk.Privacy;

namespace MLOps.Sdk.Capture;

/// <summary>What a model records of its subjects and tags, whoever gives them: input or scope. Immutable.</summary>
/// <param name="Subject">The redaction of subjects; null records them as they are.</param>
/// <param name="Tags">Redactions of tags by key.</param>
/// <param name="OtherTags">The redaction of a scope's tags that the model neither declares nor names; null records them as they are.</param>
internal sealed record ContextRedaction(TextRedaction? Subject, KeyValuePair<string, TextRedaction>[] Tags, TextRedaction? OtherTags)
{
    public static readonly ContextRedaction None = new(null, [], null);

    /// <summary>The redaction of a tag; null: none. Tags are few, and a dictionary by text is dearer.</summary>
    public TextRedaction? OfTag(string key, bool isDeclared)
    {
        foreach ((string named, TextRedaction redaction) in Tags)
        {
            if (named == key)
                return redaction;
        }

        return isDeclared ? null : OtherTags;
    }
}
