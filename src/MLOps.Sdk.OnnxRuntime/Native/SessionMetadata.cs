using System.Collections.Immutable;

namespace MLOps.Sdk.OnnxRuntime.Native;

/// <summary>Reads what a session says about its inputs and outputs.</summary>
internal static unsafe class SessionMetadata
{
    public static ImmutableArray<OnnxValueInfo> Read(OrtRuntime runtime, nint session, bool inputs)
    {
        int count = runtime.Api.Count(session, inputs);
        var values = ImmutableArray.CreateBuilder<OnnxValueInfo>(count);
        for (int i = 0; i < count; i++)
            values.Add(ReadOne(runtime, session, inputs, i));
        return values.MoveToImmutable();
    }

    private static OnnxValueInfo ReadOne(OrtRuntime runtime, nint session, bool inputs, int index)
    {
        OrtApi api = runtime.Api;
        byte* text = null;
        api.GetName(session, inputs, index, runtime.Allocator, &text);
        string name = Utf8Text.Read(text);
        api.Free(runtime.Allocator, text);

        nint typeInfo = 0;
        api.GetTypeInfo(session, inputs, index, &typeInfo);
        try
        {
            var kind = (OnnxValueKind)api.GetValueKind(typeInfo);
            nint tensor = kind == OnnxValueKind.Tensor ? api.CastToTensorInfo(typeInfo) : 0;
            if (tensor == 0)
                return new OnnxValueInfo(name, kind, OnnxElementType.Undefined, []);

            long[] dimensions = new long[api.GetRank(tensor)];
            fixed (long* pointer = dimensions)
                api.GetDimensions(tensor, pointer, dimensions.Length);
            return new OnnxValueInfo(name, kind, (OnnxElementType)api.GetElementType(tensor), [.. dimensions]);
        }
        finally
        {
            api.ReleaseTypeInfo(typeInfo);
        }
    }
}
