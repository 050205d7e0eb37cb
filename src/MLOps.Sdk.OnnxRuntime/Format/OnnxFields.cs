namespace MLOps.Sdk.OnnxRuntime.Format;

// Numbers of the fields of onnx.proto that are looked at.

internal static class ModelFields
{
    public const int Graph = 7;
    public const int OpsetImport = 8;
    public const int Function = 25;
}

internal static class GraphFields
{
    public const int Node = 1;
    public const int Initializer = 5;
    public const int Input = 11;
    public const int SparseInitializer = 15;
}

internal static class NodeFields
{
    public const int OpType = 4;
    public const int Attribute = 5;
    public const int Domain = 7;
}

internal static class FunctionFields
{
    public const int Node = 7;
    public const int Domain = 10;
    public const int AttributeDefault = 11;
}

internal static class AttributeFields
{
    public const int Name = 1;
    public const int Tensor = 5;
    public const int Graph = 6;
    public const int Floats = 7;
    public const int Integers = 8;
    public const int Strings = 9;
    public const int Tensors = 10;
    public const int Graphs = 11;
    public const int SparseTensor = 22;
    public const int SparseTensors = 23;
}

internal static class TensorFields
{
    public const int Dimension = 1;
    public const int DataType = 2;
    public const int RawData = 9;
    public const int ExternalData = 13;
    public const int DataLocation = 14;
}
