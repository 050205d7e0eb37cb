using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>Walks the tags of a record, each key once: of a key that comes twice, the last value counts.</summary>
internal ref struct TagPairs(TextList tags)
{
    private TextList.Enumerator _texts = tags.GetEnumerator();

    public ReadOnlySpan<byte> Key { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public bool MoveNext()
    {
        do
        {
            if (!_texts.MoveNext())
                return false;
            Key = _texts.Current;
            _texts.MoveNext();
            Value = _texts.Current;
        }
        while (ComesAgain());

        return true;
    }

    // Tags are few; a set would allocate.
    private readonly bool ComesAgain()
    {
        TextList.Enumerator later = _texts;
        while (later.MoveNext())
        {
            if (later.Current.SequenceEqual(Key))
                return true;
            later.MoveNext();
        }

        return false;
    }
}
