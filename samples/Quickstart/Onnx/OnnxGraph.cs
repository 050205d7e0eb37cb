using System.Runtime.InteropServices;

namespace Quickstart.Onnx;

/// <summary>A small model, written as a real .onnx file (ModelProto of onnx.proto; opsets 15 and ai.onnx.ml 1).</summary>
internal sealed class OnnxGraph(string name)
{
    /// <summary>The number of rows, which each call decides.</summary>
    public const long Free = -1;

    /// <summary>The domain of the operators of classical machine learning.</summary>
    public const string MachineLearning = "ai.onnx.ml";

    private const int IrVersion = 8;

    private readonly ProtobufWriter _nodes = new();
    private readonly ProtobufWriter _constants = new();
    private readonly ProtobufWriter _inputs = new();
    private readonly ProtobufWriter _outputs = new();

    public OnnxGraph Input(string input, OnnxElement type, params long[] dimensions)
    {
        _inputs.Message(11, Value(input, type, dimensions));
        return this;
    }

    public OnnxGraph Output(string output, OnnxElement type, params long[] dimensions)
    {
        _outputs.Message(12, Value(output, type, dimensions));
        return this;
    }

    /// <summary>An output that is a sequence of maps from classes to probabilities, as a ZipMap node gives it.</summary>
    public OnnxGraph ZipMapOutput(string output)
    {
        ProtobufWriter tensor = new ProtobufWriter().Message(1, new ProtobufWriter().Number(1, (long)OnnxElement.Float));
        ProtobufWriter map = new ProtobufWriter().Number(1, (long)OnnxElement.Int64).Message(2, tensor);
        ProtobufWriter sequence = new ProtobufWriter().Message(1, new ProtobufWriter().Message(5, map));
        _outputs.Message(12, new ProtobufWriter().Text(1, output).Message(2, new ProtobufWriter().Message(4, sequence)));
        return this;
    }

    public OnnxGraph Constant(string constant, long[] dimensions, ReadOnlySpan<float> values) =>
        AddConstant(constant, OnnxElement.Float, dimensions, MemoryMarshal.AsBytes(values));

    public OnnxGraph Constant(string constant, long[] dimensions, ReadOnlySpan<double> values) =>
        AddConstant(constant, OnnxElement.Double, dimensions, MemoryMarshal.AsBytes(values));

    public OnnxGraph Constant(string constant, long[] dimensions, ReadOnlySpan<long> values) =>
        AddConstant(constant, OnnxElement.Int64, dimensions, MemoryMarshal.AsBytes(values));

    public OnnxGraph Node(OnnxNode node)
    {
        _nodes.Message(1, node.ToMessage());
        return this;
    }

    /// <summary>An operation of the standard set.</summary>
    public OnnxGraph Node(string operation, string[] inputs, params string[] outputs) => Node(new OnnxNode(operation, "", inputs, outputs));

    /// <summary>The content of the .onnx file.</summary>
    public byte[] ToArray()
    {
        // GraphProto: messages of one field after the other; concatenating encoded fields is how protobuf joins messages.
        byte[] graph = [.. _nodes.ToArray(), .. new ProtobufWriter().Text(2, name).ToArray(), .. _constants.ToArray(), .. _inputs.ToArray(), .. _outputs.ToArray()];
        return new ProtobufWriter()
            .Number(1, IrVersion)
            .Text(2, "MLOps.Sdk quickstart")
            .Bytes(7, graph)
            .Message(8, new ProtobufWriter().Text(1, "").Number(2, 15))
            .Message(8, new ProtobufWriter().Text(1, MachineLearning).Number(2, 1))
            .ToArray();
    }

    private OnnxGraph AddConstant(string constant, OnnxElement type, long[] dimensions, ReadOnlySpan<byte> littleEndian)
    {
        ProtobufWriter tensor = dimensions.Aggregate(new ProtobufWriter(), (message, dimension) => message.Number(1, dimension));
        _constants.Message(5, tensor.Number(2, (long)type).Text(8, constant).Bytes(9, littleEndian));
        return this;
    }

    private static ProtobufWriter Value(string value, OnnxElement type, long[] dimensions)
    {
        var shape = new ProtobufWriter();
        foreach (long dimension in dimensions)
            shape.Message(1, dimension == Free ? new ProtobufWriter().Text(2, "n") : new ProtobufWriter().Number(1, dimension));
        ProtobufWriter tensor = new ProtobufWriter().Number(1, (long)type).Message(2, shape);
        return new ProtobufWriter().Text(1, value).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
