using System.Collections.Immutable;
using MLOps.Sdk.OnnxRuntime.Native;

namespace MLOps.Sdk.OnnxRuntime;

/// <summary>An input or output of a model, as the model declares it. Immutable.</summary>
public sealed class OnnxValueInfo
{
    internal OnnxValueInfo(string name, OnnxValueKind kind, OnnxElementType elementType, ImmutableArray<long> dimensions)
    {
        Name = name;
        Kind = kind;
        ElementType = elementType;
        Dimensions = dimensions;
        Utf8Name = Utf8Text.Pin(name);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Tensor, sequence or map.</summary>
    public OnnxValueKind Kind { get; }

    /// <summary>The type of a tensor's elements; undefined when it is not a tensor.</summary>
    public OnnxElementType ElementType { get; }

    /// <summary>A tensor's dimensions; -1 is a free one, such as the number of rows. Empty when it is not a tensor or its rank is not known.</summary>
    public ImmutableArray<long> Dimensions { get; }

    /// <summary>The name as C knows it, on the pinned heap: pointers to it hold as long as this object.</summary>
    internal byte[] Utf8Name { get; }

    /// <summary>Such as "input: Float [n,7]".</summary>
    public override string ToString() => $"{Name}: {Describe()}";

    internal string Describe() =>
        Kind == OnnxValueKind.Tensor
            ? $"{ElementType} [{string.Join(',', Dimensions.Select(d => d < 0 ? "n" : d.ToString(System.Globalization.CultureInfo.InvariantCulture)))}]"
            : Kind.ToString();
}
