using System.IO.Compression;
using System.Text;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.OnnxRuntime.Format;

namespace MLOps.Sdk.OnnxRuntime;

/// <summary>The reference that travels inside an .onnx file, so that a model brings its own baseline wherever it is deployed.</summary>
/// <remarks>
/// An entry of the file's <c>metadata_props</c> under <see cref="Key"/>: the profile as JSON, packed with gzip and written
/// in base64 after the word "gzip:". Every ONNX runtime loads such a file as before; the graph is not touched.
/// </remarks>
public static class OnnxReference
{
    /// <summary>The entry's key: "mlops.reference".</summary>
    public const string Key = "mlops.reference";

    private const string Packed = "gzip:";

    // A profile of a thousand features is far below this; what unpacks to more is no profile.
    private const int MostBytes = 256 << 20;

    /// <summary>The profile inside a file; null when it has none.</summary>
    /// <param name="model">The bytes of an .onnx file.</param>
    /// <exception cref="ReferenceException">There is one that cannot be read.</exception>
    public static ReferenceProfile? Read(ReadOnlySpan<byte> model) => OnnxMetadata.Find(model, Key) is { } text ? ReferenceProfile.Parse(Unpack(text)) : null;

    /// <summary>The file with a profile inside, in place of one that was there.</summary>
    /// <param name="model">The bytes of an .onnx file; they stay as they are.</param>
    /// <param name="profile">The profile.</param>
    /// <exception cref="Serving.ModelLoadException">The bytes are no ONNX model.</exception>
    public static byte[] Attach(ReadOnlySpan<byte> model, ReferenceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        OnnxFile.Verify(model);
        return OnnxMetadata.Set(model, Key, Pack(profile.ToJson()));
    }

    private static string Pack(string json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(json));
        return Packed + Convert.ToBase64String(packed.ToArray());
    }

    private static string Unpack(string text)
    {
        if (!text.StartsWith(Packed, StringComparison.Ordinal))
            return text;

        try
        {
            using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(text[Packed.Length..])), CompressionMode.Decompress);
            using var json = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = gzip.Read(buffer); read > 0; read = gzip.Read(buffer))
            {
                json.Write(buffer, 0, read);
                if (json.Length > MostBytes)
                    throw new InvalidDataException($"it unpacks to more than {MostBytes} bytes.");
            }

            return Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length);
        }
        catch (Exception fault) when (fault is FormatException or InvalidDataException)
        {
            throw new ReferenceException($"The reference inside the model cannot be unpacked: {fault.Message} Attach it again with 'modelops profile attach'.", fault);
        }
    }
}
