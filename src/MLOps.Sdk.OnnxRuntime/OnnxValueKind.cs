namespace MLOps.Sdk.OnnxRuntime;

/// <summary>What an input or output of a model is, numbered as ONNX Runtime numbers it.</summary>
public enum OnnxValueKind
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>A tensor.</summary>
    Tensor = 1,

    /// <summary>A sequence; what a ZipMap node gives is a sequence of maps.</summary>
    Sequence = 2,

    /// <summary>A map.</summary>
    Map = 3,

    /// <summary>Opaque.</summary>
    Opaque = 4,

    /// <summary>A sparse tensor.</summary>
    SparseTensor = 5,

    /// <summary>Optional.</summary>
    Optional = 6,
}
