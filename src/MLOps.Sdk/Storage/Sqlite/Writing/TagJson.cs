using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>The tags of a record as one JSON object.</summary>
internal static class TagJson
{
    private const int Braces = 2;

    /// <summary>The most bytes that <see cref="Write"/> writes; a text's length field makes room for its quotes and colon.</summary>
    public static int RoomFor(TextList tags) => Braces + tags.ByteLength * JsonText.MaximumGrowth;

    /// <summary>Writes the object; of a key that comes twice, the last value counts. Gives the bytes written.</summary>
    public static int Write(TextList tags, Span<byte> destination)
    {
        int length = 0;
        var pairs = new TagPairs(tags);
        while (pairs.MoveNext())
        {
            destination[length] = length == 0 ? (byte)'{' : (byte)',';
            length++;
            length += JsonText.Write(pairs.Key, destination[length..]);
            destination[length++] = (byte)':';
            length += JsonText.Write(pairs.Value, destination[length..]);
        }

        destination[length] = (byte)'}';
        return length + 1;
    }
}
