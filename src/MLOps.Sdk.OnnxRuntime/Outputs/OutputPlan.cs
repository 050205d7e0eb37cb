using System.Collections.Immutable;
using MLOps.Sdk.OnnxRuntime.Native;

namespace MLOps.Sdk.OnnxRuntime.Outputs;

/// <summary>Which outputs a call asks for. Immutable.</summary>
internal sealed class OutputPlan
{
    public OutputPlan(params ImmutableArray<OutputBinding> bindings)
    {
        Bindings = bindings;
        NamePointers = GC.AllocateArray<nint>(bindings.Length, pinned: true);
        for (int i = 0; i < bindings.Length; i++)
            NamePointers[i] = Pinned.AddressOf(bindings[i].Output.Utf8Name);
    }

    public ImmutableArray<OutputBinding> Bindings { get; }

    /// <summary>The outputs' names as C knows them, on the pinned heap.</summary>
    public nint[] NamePointers { get; }
}
