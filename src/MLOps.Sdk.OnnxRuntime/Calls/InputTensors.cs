using System.Text;
using MLOps.Sdk.OnnxRuntime.Inputs;
using MLOps.Sdk.OnnxRuntime.Native;

namespace MLOps.Sdk.OnnxRuntime.Calls;

/// <summary>The input values of a frame: numbers in memory of ours that the runtime reads, texts in memory of its own.</summary>
internal sealed unsafe class InputTensors
{
    private readonly OrtRuntime _runtime;
    private readonly InputPlan _plan;
    private readonly int[] _columns;

    // On the pinned heap: the runtime keeps their addresses, and the collector frees them.
    private readonly nint[] _values;
    private readonly byte[][] _data;
    private byte[] _text = GC.AllocateUninitializedArray<byte>(256, pinned: true);

    public InputTensors(OrtRuntime runtime, InputPlan plan)
    {
        _runtime = runtime;
        _plan = plan;
        _columns = [.. plan.Bindings.Select(binding => binding.Columns)];
        _values = GC.AllocateArray<nint>(plan.Bindings.Length, pinned: true);
        _data = [.. plan.Bindings.Select(_ => Array.Empty<byte>())];
        Numbers = new double[plan.Schema.NumericCount];
    }

    public int Count => _values.Length;

    public nint* Names => (nint*)Pinned.AddressOf(_plan.NamePointers);

    public nint* Values => (nint*)Pinned.AddressOf(_values);

    /// <summary>Room for the numeric features of the row being written.</summary>
    public double[] Numbers { get; }

    /// <summary>The memory of one row of an input of numbers.</summary>
    public Span<T> Row<T>(int input, int row) where T : unmanaged
    {
        int columns = _columns[input];
        return new Span<T>((T*)Pinned.AddressOf(_data[input]) + ((nint)row * columns), columns);
    }

    /// <summary>Writes a text into an input of texts; null, which ONNX does not know, becomes the empty text.</summary>
    /// <exception cref="OnnxInputException">The text holds a zero character.</exception>
    public void WriteText(int input, int element, string? text, string feature)
    {
        text ??= "";
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new OnnxInputException($"Feature '{feature}' holds a zero character, at which ONNX Runtime would cut the text off. Remove it before the call.");

        Pinned.Reserve(ref _text, Encoding.UTF8.GetMaxByteCount(text.Length) + 1);
        _text[Encoding.UTF8.GetBytes(text, _text)] = 0;
        _runtime.Api.SetString(_values[input], (byte*)Pinned.AddressOf(_text), element);
    }

    /// <summary>Creates the values for a number of rows.</summary>
    public void Resize(int rows)
    {
        Release();
        for (int i = 0; i < _values.Length; i++)
            _values[i] = Create(_plan.Bindings[i], ref _data[i], rows);
    }

    public void Release() => Pinned.ReleaseValues(_runtime.Api, _values);

    private nint Create(InputBinding binding, ref byte[] data, int rows)
    {
        long[] shape = binding.Shape.Dimensions(rows, binding.Columns);
        nint value = 0;
        fixed (long* dimensions = shape)
        {
            if (binding.IsText)
            {
                _runtime.Api.CreateTensor(_runtime.Allocator, dimensions, shape.Length, binding.Type, &value);
                return value;
            }

            int bytes = checked(rows * binding.Columns * ElementTypes.SizeOf(binding.Type));
            nint address = Pinned.Reserve(ref data, bytes);
            _runtime.Api.CreateTensorOver(_runtime.CpuMemory, (void*)address, (nuint)bytes, dimensions, shape.Length, binding.Type, &value);
            return value;
        }
    }
}
