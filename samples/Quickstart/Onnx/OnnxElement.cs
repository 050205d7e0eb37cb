namespace Quickstart.Onnx;

/// <summary>Types of tensor elements, numbered as TensorProto.DataType of onnx.proto.</summary>
internal enum OnnxElement
{
    Float = 1,
    Int32 = 6,
    Int64 = 7,
    Text = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
}
