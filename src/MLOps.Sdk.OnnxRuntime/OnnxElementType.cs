namespace MLOps.Sdk.OnnxRuntime;

/// <summary>The type of a tensor's elements, numbered as ONNX numbers them.</summary>
public enum OnnxElementType
{
    /// <summary>Not a tensor, or not known.</summary>
    Undefined = 0,

    /// <summary>32-bit floating point.</summary>
    Float = 1,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 2,

    /// <summary>8-bit integer.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16 = 4,

    /// <summary>16-bit integer.</summary>
    Int16 = 5,

    /// <summary>32-bit integer.</summary>
    Int32 = 6,

    /// <summary>64-bit integer.</summary>
    Int64 = 7,

    /// <summary>Text.</summary>
    String = 8,

    /// <summary>True or false.</summary>
    Bool = 9,

    /// <summary>16-bit floating point.</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Double = 11,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32 = 12,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 13,

    /// <summary>Two 32-bit floats.</summary>
    Complex64 = 14,

    /// <summary>Two 64-bit floats.</summary>
    Complex128 = 15,

    /// <summary>16-bit floating point with the exponent of 32.</summary>
    BFloat16 = 16,
}
