using System.Text;

namespace MLOps.Sdk.OnnxRuntime.Format;

/// <summary>The domains whose operators need no native code but the runtime's own.</summary>
internal static class OnnxDomains
{
    private const int NameField = 1; // of OperatorSetIdProto

    private static readonly string[] BuiltIn = ["", "ai.onnx", "ai.onnx.ml", "ai.onnx.preview.training", "com.microsoft"];

    /// <summary>The built-in domains, and those of functions that the model itself is made of.</summary>
    public static HashSet<string> AllowedIn(ReadOnlySpan<byte> model)
    {
        HashSet<string> domains = [.. BuiltIn];
        var reader = new ProtobufReader(model);
        while (reader.Read())
        {
            if (reader.Field == ModelFields.Function && reader.Type == WireType.Length)
                domains.Add(TextIn(reader.Content, FunctionFields.Domain));
        }

        return domains;
    }

    /// <summary>The domain of an opset import.</summary>
    public static string NameIn(ReadOnlySpan<byte> import) => TextIn(import, NameField);

    private static string TextIn(ReadOnlySpan<byte> message, int field)
    {
        string text = "";
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == field && reader.Type == WireType.Length)
                text = Encoding.UTF8.GetString(reader.Content);
        }

        OnnxContent.RequireWhole(reader, "a list of operators");
        return text;
    }
}
