namespace Quickstart.Onnx;

/// <summary>One operation of a graph (NodeProto of onnx.proto).</summary>
internal sealed class OnnxNode(string operation, string domain, string[] inputs, string[] outputs)
{
    private const int TypeFloat = 1;
    private const int TypeInt = 2;
    private const int TypeText = 3;
    private const int TypeFloats = 6;
    private const int TypeInts = 7;
    private const int TypeTexts = 8;

    private readonly List<ProtobufWriter> _attributes = [];

    public OnnxNode With(string name, long value) => Add(Attribute(name, TypeInt).Number(3, value));

    public OnnxNode With(string name, float value) => Add(Attribute(name, TypeFloat).Float(2, value));

    public OnnxNode With(string name, string value) => Add(Attribute(name, TypeText).Text(4, value));

    public OnnxNode With(string name, IEnumerable<float> values) =>
        Add(values.Aggregate(Attribute(name, TypeFloats), (attribute, value) => attribute.Float(7, value)));

    public OnnxNode With(string name, IEnumerable<long> values) =>
        Add(values.Aggregate(Attribute(name, TypeInts), (attribute, value) => attribute.Number(8, value)));

    public OnnxNode With(string name, IEnumerable<string> values) =>
        Add(values.Aggregate(Attribute(name, TypeTexts), (attribute, value) => attribute.Text(9, value)));

    internal ProtobufWriter ToMessage()
    {
        var message = new ProtobufWriter();
        foreach (string input in inputs)
            message.Text(1, input);
        foreach (string output in outputs)
            message.Text(2, output);
        message.Text(3, operation + "_" + outputs[0]).Text(4, operation);
        foreach (ProtobufWriter attribute in _attributes)
            message.Message(5, attribute);
        return message.Text(7, domain);
    }

    private static ProtobufWriter Attribute(string name, int type) => new ProtobufWriter().Text(1, name).Number(20, type);

    private OnnxNode Add(ProtobufWriter attribute)
    {
        _attributes.Add(attribute);
        return this;
    }
}
