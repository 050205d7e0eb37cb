using System.Text;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>What all rows of one version share, encoded once: its names, and the keys of the features' JSON object.</summary>
internal sealed class VersionColumns
{
    private readonly byte[] _keys;
    private readonly int[] _keyEnds;

    public VersionColumns(ServedVersion version)
    {
        Version = version;
        Model = new PinnedText(version.Schema.Name);
        Name = new PinnedText(version.Version);

        var keys = new List<byte>();
        _keyEnds = new int[version.Schema.Features.Length];
        for (int i = 0; i < _keyEnds.Length; i++)
        {
            byte[] name = Encoding.UTF8.GetBytes(version.Schema.Features[i].Name);
            byte[] quoted = new byte[name.Length * JsonText.MaximumGrowth + JsonText.Quotes];
            int length = JsonText.Write(name, quoted);
            keys.Add((byte)',');
            keys.AddRange(quoted.AsSpan(0, length));
            keys.Add((byte)':');
            _keyEnds[i] = keys.Count;
        }

        _keys = [.. keys];
    }

    public ServedVersion Version { get; }

    public PinnedText Model { get; }

    public PinnedText Name { get; }

    /// <summary>The bytes of all keys.</summary>
    public int KeyBytes => _keys.Length;

    /// <summary>A comma, the quoted name of a feature, a colon.</summary>
    public ReadOnlySpan<byte> Key(int feature)
    {
        int start = feature == 0 ? 0 : _keyEnds[feature - 1];
        return _keys.AsSpan(start, _keyEnds[feature] - start);
    }
}
