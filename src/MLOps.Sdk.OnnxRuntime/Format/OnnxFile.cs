using System.Buffers;
using System.Globalization;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime.Format;

/// <summary>Says whether bytes are an ONNX model before native code is given them. Pure.</summary>
/// <remarks>
/// ONNX has no magic number: a model is a protobuf ModelProto (onnx.proto), recognised by its fields: ir_version (1), graph (7)
/// and opset_import (8), with nothing behind them that is not a field.
/// </remarks>
internal static class OnnxFile
{
    private const int IrVersion = 1;
    private const int Graph = 7;
    private const int OpsetImport = 8;
    private const int HighestField = 25;

    // The newest IR version in 2025 is 13; a random byte that happens to parse is mostly far above.
    private const ulong HighestIrVersion = 255;

    private static readonly SearchValues<byte> BlankOrByteOrderMark = SearchValues.Create([0xEF, 0xBB, 0xBF, (byte)' ', (byte)'\t', (byte)'\r', (byte)'\n']);

    private const string WayOut = "Export the model to ONNX (skl2onnx, torch.onnx.export, tf2onnx) and register that file.";

    /// <summary>Checks the shape of a file.</summary>
    /// <exception cref="ModelLoadException">It is something else: the message says what.</exception>
    public static void Verify(ReadOnlySpan<byte> bytes)
    {
        if (Recognise(bytes) is { } other)
            throw new ModelLoadException($"The artefact is not an ONNX model: {other}. {WayOut}");

        bool hasGraph = false, hasVersion = false, hasOpset = false;
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field, reader.Type)
            {
                case (IrVersion, WireType.Varint) when reader.Number is > 0 and <= HighestIrVersion:
                    hasVersion = true;
                    break;
                case (Graph, WireType.Length):
                    hasGraph = true;
                    break;
                case (OpsetImport, WireType.Length):
                    hasOpset = true;
                    break;
                case ( > HighestField, _) or (IrVersion or Graph or OpsetImport, _):
                    throw Unrecognised(bytes, $"field {reader.Field} of type {reader.Type} is not one of an ONNX model");
            }
        }

        if (reader.IsBroken)
            throw Unrecognised(bytes, hasGraph || hasVersion ? "it is cut off or damaged" : "it is not protobuf");
        if (!hasVersion || !hasGraph || !hasOpset)
            throw Unrecognised(bytes, $"it has no {(!hasVersion ? "ir_version" : !hasGraph ? "graph" : "opset_import")}");
        OnnxContent.Verify(bytes);
    }

    private static ModelLoadException Unrecognised(ReadOnlySpan<byte> bytes, string reason) =>
        new($"The artefact of {bytes.Length.ToString("N0", CultureInfo.InvariantCulture)} bytes is not an ONNX model: {reason}. {WayOut}");

    private static string? Recognise(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return "it is empty";
        if (bytes.Length > 2 && bytes[0] == 0x80 && bytes[1] is >= 2 and <= 5)
            return "it is a Python pickle, which runs code when it is opened";
        if (bytes.StartsWith("PK\x03\x04"u8))
            return "it is a zip archive (a PyTorch, Keras or ML.NET file)";
        if (bytes.StartsWith<byte>([0x1F, 0x8B]))
            return "it is compressed with gzip";
        if (bytes.Length > 3 && bytes[0] == 0x89 && bytes[1..].StartsWith("HDF"u8))
            return "it is an HDF5 file (Keras)";
        if (bytes.StartsWith("version https://git-lfs"u8))
            return "it is a Git LFS pointer; fetch the file itself with 'git lfs pull'";
        if (bytes.Length >= 8 && bytes[4..].StartsWith("TFL3"u8))
            return "it is a TensorFlow Lite model";
        if (bytes.Length >= 8 && bytes[4..].StartsWith("ORTM"u8))
            return "it is in the ORT format, which only the build of the runtime that made it opens";

        ReadOnlySpan<byte> text = bytes[Math.Max(0, bytes.IndexOfAnyExcept(BlankOrByteOrderMark))..];
        return text.StartsWith("<"u8) ? "it is HTML or XML, such as the error page of a download"
            : text.StartsWith("{"u8) || text.StartsWith("["u8) ? "it is JSON, such as the error message of a download"
            : null;
    }
}
