using MLOps.Sdk.OnnxRuntime.Native;
using MLOps.Sdk.OnnxRuntime.Outputs;

namespace MLOps.Sdk.OnnxRuntime.Calls;

/// <summary>
/// The output values of a frame: in memory of ours where the model says how large they are, else allocated by the runtime at
/// each run and given back after it.
/// </summary>
internal sealed unsafe class OutputTensors
{
    private readonly OrtRuntime _runtime;
    private readonly OutputPlan _plan;

    // On the pinned heap: the runtime keeps their addresses, and the collector frees them.
    private readonly nint[] _values;
    private readonly byte[][] _data;
    private readonly nint[] _addresses;
    private readonly int[] _widths;
    private readonly bool[] _isRuntimeOwned;
    private byte[] _text = GC.AllocateUninitializedArray<byte>(256, pinned: true);
    private int _rows;

    public OutputTensors(OrtRuntime runtime, OutputPlan plan)
    {
        _runtime = runtime;
        _plan = plan;
        _values = GC.AllocateArray<nint>(plan.Bindings.Length, pinned: true);
        _data = [.. plan.Bindings.Select(_ => Array.Empty<byte>())];
        _addresses = new nint[plan.Bindings.Length];
        _widths = new int[plan.Bindings.Length];
        _isRuntimeOwned = new bool[plan.Bindings.Length];
    }

    public int Count => _values.Length;

    public nint* Names => (nint*)Pinned.AddressOf(_plan.NamePointers);

    public nint* Values => (nint*)Pinned.AddressOf(_values);

    /// <summary>Whether the runtime allocates an output at each run.</summary>
    public bool HasRuntimeOwned { get; private set; }

    /// <summary>Whether an output lies in memory of ours.</summary>
    public bool HasPreallocated { get; private set; }

    /// <summary>A row of an output of numbers.</summary>
    public ReadOnlySpan<T> Row<T>(int output, int row) where T : unmanaged =>
        new((T*)_addresses[output] + ((nint)row * _widths[output]), _widths[output]);

    /// <summary>The UTF-8 bytes of a text of an output; valid until the next one is read.</summary>
    public ReadOnlySpan<byte> Text(int output, int element)
    {
        int length = _runtime.Api.GetStringLength(_values[output], element);
        nint address = Pinned.Reserve(ref _text, length);
        _runtime.Api.GetString(_values[output], length, element, (byte*)address);
        return _text.AsSpan(0, length);
    }

    /// <summary>Creates the values for a number of rows.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="preallocate">Whether to believe the shapes that the model declares.</param>
    public void Resize(int rows, bool preallocate)
    {
        Release();
        HasRuntimeOwned = HasPreallocated = false;
        for (int i = 0; i < _values.Length; i++)
        {
            long[]? shape = preallocate ? _plan.Bindings[i].ShapeFor(rows) : null;
            _isRuntimeOwned[i] = shape is null;
            HasRuntimeOwned |= shape is null;
            HasPreallocated |= shape is not null;
            if (shape is not null)
                Preallocate(i, shape, rows);
        }

        _rows = rows;
    }

    /// <summary>Finds what the runtime allocated in the last run.</summary>
    /// <exception cref="OnnxRuntimeException">An output does not have the same number of values for each row.</exception>
    public void Locate()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            if (_isRuntimeOwned[i])
                Locate(i);
        }
    }

    /// <summary>Gives back what the runtime allocated in the last run.</summary>
    public void ReleaseRuntimeOwned()
    {
        if (!HasRuntimeOwned)
            return;
        for (int i = 0; i < _values.Length; i++)
        {
            if (_isRuntimeOwned[i])
                Pinned.ReleaseValues(_runtime.Api, _values.AsSpan(i, 1));
        }
    }

    public void Release() => Pinned.ReleaseValues(_runtime.Api, _values);

    private void Preallocate(int index, long[] shape, int rows)
    {
        OutputBinding binding = _plan.Bindings[index];
        int elements = 1;
        foreach (long dimension in shape)
            elements = checked((int)(elements * dimension));
        int bytes = checked(elements * ElementTypes.SizeOf(binding.Type));
        nint address = Pinned.Reserve(ref _data[index], bytes);
        nint value = 0;
        fixed (long* dimensions = shape)
            _runtime.Api.CreateTensorOver(_runtime.CpuMemory, (void*)address, (nuint)bytes, dimensions, shape.Length, binding.Type, &value);
        _values[index] = value;
        _addresses[index] = address;
        _widths[index] = elements / rows;
    }

    private void Locate(int index)
    {
        OutputBinding binding = _plan.Bindings[index];
        nint info = 0;
        _runtime.Api.GetTypeAndShape(_values[index], &info);
        long elements = _runtime.Api.GetElementCount(info);
        _runtime.Api.ReleaseTensorInfo(info);
        if (elements == 0 || elements % _rows != 0)
        {
            throw new OnnxRuntimeException(
                $"Output '{binding.Output.Name}' has {elements} values for {_rows} rows of features: it does not hold a prediction for each row. Export the model so that the first dimension of its outputs is that of its inputs.");
        }

        _widths[index] = checked((int)(elements / _rows));
        if (binding.Type == OnnxElementType.String)
            return;
        void* data = null;
        _runtime.Api.GetTensorData(_values[index], &data);
        _addresses[index] = (nint)data;
    }
}
