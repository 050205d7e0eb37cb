using System.Collections.Immutable;
using MLOps.Sdk.OnnxRuntime.Format;
using MLOps.Sdk.OnnxRuntime.Native;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime;

/// <summary>A model loaded into ONNX Runtime. Safe for concurrent use.</summary>
/// <remarks>
/// Disposing it while predictors call it is safe: the native session is released when the last of them has been disposed.
/// </remarks>
public sealed class OnnxModel : IDisposable
{
    private OnnxModel(OrtRuntime runtime, SessionHandle session)
    {
        Runtime = runtime;
        Session = session;
        Inputs = SessionMetadata.Read(runtime, session.DangerousGetHandle(), inputs: true);
        Outputs = SessionMetadata.Read(runtime, session.DangerousGetHandle(), inputs: false);
    }

    /// <summary>The inputs, in the model's order.</summary>
    public ImmutableArray<OnnxValueInfo> Inputs { get; }

    /// <summary>The outputs, in the model's order.</summary>
    public ImmutableArray<OnnxValueInfo> Outputs { get; }

    internal OrtRuntime Runtime { get; }

    internal SessionHandle Session { get; }

    /// <summary>Loads a model. Takes milliseconds and more: not for the path of a call.</summary>
    /// <param name="bytes">The content of an .onnx file; not kept.</param>
    /// <param name="options">Where the native library is, and how many threads a call uses; null takes the defaults.</param>
    /// <exception cref="ModelLoadException">The bytes are not an ONNX model, the runtime cannot run it, or there is no runtime.</exception>
    public static unsafe OnnxModel Load(ReadOnlySpan<byte> bytes, OnnxRuntimeOptions? options = null)
    {
        options ??= new OnnxRuntimeOptions();
        options.Validate();
        OnnxFile.Verify(bytes);
        OrtRuntime runtime = OnnxRuntimeLibrary.Get(options);

        nint sessionOptions = 0;
        runtime.Api.CreateSessionOptions(&sessionOptions);
        try
        {
            runtime.Api.SetIntraOpThreads(sessionOptions, options.IntraOpThreads);
            runtime.Api.SetInterOpThreads(sessionOptions, 1);
            nint session = 0, status;
            fixed (byte* model = bytes)
                status = runtime.Api.TryCreateSession(runtime.Environment, model, (nuint)bytes.Length, sessionOptions, &session);
            if (status != 0)
            {
                OnnxRuntimeException failure = runtime.Api.Failure(status);
                throw new ModelLoadException($"ONNX Runtime {runtime.Version} cannot load the model. {failure.Message}", failure);
            }

            return Own(runtime, new SessionHandle(runtime.Api, session));
        }
        finally
        {
            runtime.Api.ReleaseSessionOptions(sessionOptions);
        }
    }

    /// <summary>Releases the session as soon as no predictor uses it.</summary>
    public void Dispose() => Session.Dispose();

    private static OnnxModel Own(OrtRuntime runtime, SessionHandle session)
    {
        try
        {
            return new OnnxModel(runtime, session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
