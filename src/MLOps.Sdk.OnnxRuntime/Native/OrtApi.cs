namespace MLOps.Sdk.OnnxRuntime.Native;

/// <summary>
/// The functions of the ONNX Runtime C API that are used, by their place in the table of API version 13.
/// The table is append-only: every runtime from 1.14 on serves that version with these places.
/// </summary>
/// <remarks>
/// The calling convention is the platform's own (ORT_API_CALL is __stdcall on Windows and the C convention elsewhere),
/// which is what an unmanaged function pointer without a convention means.
/// Every function returning a status gives 0 for success; see <see cref="Check"/>.
/// </remarks>
internal sealed unsafe class OrtApi(nint* table)
{
    /// <summary>The version of the API asked for.</summary>
    public const uint Version = 13;

    private readonly nint* _table = table;

    // Read at every call of a model, hence held outside the table.
    private readonly delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint> _run =
        (delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)table[9];

    private readonly delegate* unmanaged<nint, nint, nint, nint> _runBound = (delegate* unmanaged<nint, nint, nint, nint>)table[133];

    public void CreateEnvironment(int severity, byte* logId, nint* environment) =>
        Check(((delegate* unmanaged<int, byte*, nint*, nint>)_table[3])(severity, logId, environment));

    public void DisableTelemetry(nint environment) =>
        Check(((delegate* unmanaged<nint, nint>)_table[6])(environment));

    public nint TryCreateSession(nint environment, void* model, nuint length, nint options, nint* session) =>
        ((delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)_table[8])(environment, model, length, options, session);

    /// <summary>Runs a session. Entries of <paramref name="outputs"/> that are 0 are allocated by the runtime.</summary>
    /// <returns>A status that the caller passes to <see cref="Check"/> or releases.</returns>
    public nint TryRun(
        nint session, nint runOptions, nint* inputNames, nint* inputs, nuint inputCount, nint* outputNames, nuint outputCount, nint* outputs) =>
        _run(session, runOptions, inputNames, inputs, inputCount, outputNames, outputCount, outputs);

    /// <summary>Runs a session over values that were bound before; no name is looked up.</summary>
    /// <returns>A status that the caller passes to <see cref="Check"/> or releases.</returns>
    public nint TryRunBound(nint session, nint runOptions, nint binding) => _runBound(session, runOptions, binding);

    public void CreateBinding(nint session, nint* binding) =>
        Check(((delegate* unmanaged<nint, nint*, nint>)_table[134])(session, binding));

    public void ReleaseBinding(nint binding) => ((delegate* unmanaged<nint, void>)_table[135])(binding);

    public void BindInput(nint binding, nint name, nint value) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint>)_table[136])(binding, name, value));

    public void BindOutput(nint binding, nint name, nint value) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint>)_table[137])(binding, name, value));

    public void CreateSessionOptions(nint* options) =>
        Check(((delegate* unmanaged<nint*, nint>)_table[10])(options));

    public void SetIntraOpThreads(nint options, int count) =>
        Check(((delegate* unmanaged<nint, int, nint>)_table[24])(options, count));

    public void SetInterOpThreads(nint options, int count) =>
        Check(((delegate* unmanaged<nint, int, nint>)_table[25])(options, count));

    public int Count(nint session, bool inputs)
    {
        nuint count = 0;
        Check(((delegate* unmanaged<nint, nuint*, nint>)_table[inputs ? 30 : 31])(session, &count));
        return (int)count;
    }

    public void GetTypeInfo(nint session, bool inputs, int index, nint* typeInfo) =>
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)_table[inputs ? 33 : 34])(session, (nuint)index, typeInfo));

    public void GetName(nint session, bool inputs, int index, nint allocator, byte** name) =>
        Check(((delegate* unmanaged<nint, nuint, nint, byte**, nint>)_table[inputs ? 36 : 37])(session, (nuint)index, allocator, name));

    public void CreateRunOptions(nint* options) =>
        Check(((delegate* unmanaged<nint*, nint>)_table[39])(options));

    public void SetTerminate(nint runOptions) =>
        Check(((delegate* unmanaged<nint, nint>)_table[46])(runOptions));

    public void UnsetTerminate(nint runOptions) =>
        Check(((delegate* unmanaged<nint, nint>)_table[47])(runOptions));

    public void CreateTensor(nint allocator, long* shape, int rank, OnnxElementType type, nint* value) =>
        Check(((delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)_table[48])(allocator, shape, (nuint)rank, (int)type, value));

    public void CreateTensorOver(nint memoryInfo, void* data, nuint bytes, long* shape, int rank, OnnxElementType type, nint* value) =>
        Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)_table[49])(
            memoryInfo, data, bytes, shape, (nuint)rank, (int)type, value));

    public void GetTensorData(nint value, void** data) =>
        Check(((delegate* unmanaged<nint, void**, nint>)_table[51])(value, data));

    /// <summary>The tensor part of a type; 0 when it is not a tensor. Owned by the type.</summary>
    public nint CastToTensorInfo(nint typeInfo)
    {
        nint tensorInfo = 0;
        Check(((delegate* unmanaged<nint, nint*, nint>)_table[55])(typeInfo, &tensorInfo));
        return tensorInfo;
    }

    public int GetValueKind(nint typeInfo)
    {
        int kind = 0;
        Check(((delegate* unmanaged<nint, int*, nint>)_table[56])(typeInfo, &kind));
        return kind;
    }

    public int GetElementType(nint tensorInfo)
    {
        int type = 0;
        Check(((delegate* unmanaged<nint, int*, nint>)_table[60])(tensorInfo, &type));
        return type;
    }

    public int GetRank(nint tensorInfo)
    {
        nuint rank = 0;
        Check(((delegate* unmanaged<nint, nuint*, nint>)_table[61])(tensorInfo, &rank));
        return (int)rank;
    }

    public void GetDimensions(nint tensorInfo, long* dimensions, int rank) =>
        Check(((delegate* unmanaged<nint, long*, nuint, nint>)_table[62])(tensorInfo, dimensions, (nuint)rank));

    public long GetElementCount(nint tensorInfo)
    {
        nuint count = 0;
        Check(((delegate* unmanaged<nint, nuint*, nint>)_table[64])(tensorInfo, &count));
        return (long)count;
    }

    public void GetTypeAndShape(nint value, nint* tensorInfo) =>
        Check(((delegate* unmanaged<nint, nint*, nint>)_table[65])(value, tensorInfo));

    public void CreateCpuMemoryInfo(nint* memoryInfo) =>
        Check(((delegate* unmanaged<int, int, nint*, nint>)_table[69])(DeviceAllocator, MemoryTypeDefault, memoryInfo));

    public void Free(nint allocator, void* memory) =>
        Check(((delegate* unmanaged<nint, void*, nint>)_table[76])(allocator, memory));

    public void GetDefaultAllocator(nint* allocator) =>
        Check(((delegate* unmanaged<nint*, nint>)_table[78])(allocator));

    public void ReleaseSession(nint session) => ((delegate* unmanaged<nint, void>)_table[95])(session);

    public void ReleaseValue(nint value) => ((delegate* unmanaged<nint, void>)_table[96])(value);

    public void ReleaseRunOptions(nint options) => ((delegate* unmanaged<nint, void>)_table[97])(options);

    public void ReleaseTypeInfo(nint typeInfo) => ((delegate* unmanaged<nint, void>)_table[98])(typeInfo);

    public void ReleaseTensorInfo(nint tensorInfo) => ((delegate* unmanaged<nint, void>)_table[99])(tensorInfo);

    public void ReleaseSessionOptions(nint options) => ((delegate* unmanaged<nint, void>)_table[100])(options);

    public int GetStringLength(nint value, int index)
    {
        nuint length = 0;
        Check(((delegate* unmanaged<nint, nuint, nuint*, nint>)_table[127])(value, (nuint)index, &length));
        return (int)length;
    }

    public void GetString(nint value, int length, int index, byte* text) =>
        Check(((delegate* unmanaged<nint, nuint, nuint, void*, nint>)_table[128])(value, (nuint)length, (nuint)index, text));

    /// <summary>Copies a text that ends in a zero byte into a tensor of texts.</summary>
    public void SetString(nint value, byte* text, int index) =>
        Check(((delegate* unmanaged<nint, byte*, nuint, nint>)_table[129])(value, text, (nuint)index));

    /// <summary>Throws what a status says, having released it.</summary>
    /// <exception cref="OnnxRuntimeException">The status is not success.</exception>
    public void Check(nint status)
    {
        if (status != 0)
            throw Failure(status);
    }

    /// <summary>What a status says; releases it.</summary>
    public OnnxRuntimeException Failure(nint status)
    {
        int code = ((delegate* unmanaged<nint, int>)_table[1])(status);
        string message = Utf8Text.Read(((delegate* unmanaged<nint, byte*>)_table[2])(status));
        ReleaseStatus(status);
        return new OnnxRuntimeException(message, code);
    }

    public void ReleaseStatus(nint status) => ((delegate* unmanaged<nint, void>)_table[93])(status);

    private const int DeviceAllocator = 0;
    private const int MemoryTypeDefault = 0;
}
