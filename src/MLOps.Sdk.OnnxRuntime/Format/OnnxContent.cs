using System.Text;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime.Format;

/// <summary>
/// Walks a whole model before native code is given it, and refuses what would reach outside the file or what a healthy
/// exporter never writes: tensors kept elsewhere, operators of unknown domains, sizes that contradict each other. Pure.
/// </summary>
/// <remarks>Field numbers are those of onnx.proto. No length or number that the file names is believed.</remarks>
internal sealed class OnnxContent
{
    /// <summary>Graphs inside nodes inside graphs: exporters write three or four.</summary>
    private const int MaximumDepth = 32;

    private readonly HashSet<string> _domains;
    private int _inputColumns;
    private int _depth;

    private OnnxContent(HashSet<string> domains) => _domains = domains;

    /// <summary>Checks the content of a model whose outer shape is sound.</summary>
    /// <exception cref="ModelLoadException">It is refused; the message says what and where.</exception>
    public static void Verify(ReadOnlySpan<byte> model)
    {
        var content = new OnnxContent(OnnxDomains.AllowedIn(model));
        var reader = new ProtobufReader(model);
        while (reader.Read())
        {
            if (reader.Field == ModelFields.Graph)
                content.VisitGraph(Require(reader));
            else if (reader.Field == ModelFields.Function)
                content.VisitFunction(Require(reader));
            else if (reader.Field == ModelFields.OpsetImport)
                content.RefuseDomain(OnnxDomains.NameIn(Require(reader)), "the model imports operators");
        }
    }

    internal static ModelLoadException Refused(string reason) =>
        new($"The model is refused before it is loaded: {reason}. Export it again as one self-contained .onnx file, and compare its SHA-256 with the one that the trainer published.");

    internal static ReadOnlySpan<byte> Require(ProtobufReader reader) =>
        reader.Type == WireType.Length ? reader.Content : throw Refused($"field {reader.Field} has the wrong type, so the file is damaged");

    internal static void RequireWhole(ProtobufReader reader, string what)
    {
        if (reader.IsBroken)
            throw Refused($"{what} is cut off or damaged");
    }

    private void VisitFunction(ReadOnlySpan<byte> function)
    {
        var reader = new ProtobufReader(function);
        while (reader.Read())
        {
            if (reader.Field == FunctionFields.Node)
                VisitNode(Require(reader));
            else if (reader.Field == FunctionFields.AttributeDefault)
                VisitAttribute(Require(reader), tree: null);
        }

        RequireWhole(reader, "a function");
    }

    private void VisitGraph(ReadOnlySpan<byte> graph)
    {
        if (++_depth > MaximumDepth)
            throw Refused($"graphs are nested more than {MaximumDepth} deep");
        if (_depth == 1)
            _inputColumns = OnnxInputs.ColumnsOfOnlyInput(graph);

        var reader = new ProtobufReader(graph);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case GraphFields.Node:
                    VisitNode(Require(reader));
                    break;
                case GraphFields.Initializer:
                    OnnxTensor.Verify(Require(reader));
                    break;
                case GraphFields.SparseInitializer:
                    OnnxTensor.VerifySparse(Require(reader));
                    break;
            }
        }

        RequireWhole(reader, "the graph");
        _depth--;
    }

    private void VisitNode(ReadOnlySpan<byte> node)
    {
        string operation = "", domain = "";
        var names = new ProtobufReader(node);
        while (names.Read())
        {
            if (names.Field == NodeFields.OpType)
                operation = TextOf(Require(names));
            else if (names.Field == NodeFields.Domain)
                domain = TextOf(Require(names));
        }

        RequireWhole(names, "a node");
        RefuseDomain(domain, $"operator '{operation}'");
        if (operation == "EPContext")
            throw Refused("operator 'EPContext' opens another file, compiled for one device");

        var tree = operation.StartsWith("TreeEnsemble", StringComparison.Ordinal) ? new OnnxTree() : null;
        var reader = new ProtobufReader(node);
        while (reader.Read())
        {
            if (reader.Field == NodeFields.Attribute)
                VisitAttribute(Require(reader), tree);
        }

        tree?.Verify(_inputColumns);
    }

    private void VisitAttribute(ReadOnlySpan<byte> attribute, OnnxTree? tree)
    {
        tree?.Read(attribute);
        var reader = new ProtobufReader(attribute);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case AttributeFields.Tensor or AttributeFields.Tensors:
                    OnnxTensor.Verify(Require(reader));
                    break;
                case AttributeFields.SparseTensor or AttributeFields.SparseTensors:
                    OnnxTensor.VerifySparse(Require(reader));
                    break;
                case AttributeFields.Graph or AttributeFields.Graphs:
                    VisitGraph(Require(reader));
                    break;
            }
        }

        RequireWhole(reader, "an attribute");
    }

    private void RefuseDomain(string domain, string what)
    {
        if (!_domains.Contains(domain))
            throw Refused($"{what} of the domain '{domain}', which is neither ONNX's own nor defined in the file; custom operators are native code");
    }

    private static string TextOf(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
