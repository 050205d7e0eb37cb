namespace MLOps.Sdk.OnnxRuntime;

/// <summary>ONNX Runtime refused a call; the message is its own.</summary>
public sealed class OnnxRuntimeException : Exception
{
    /// <summary>With a message and the runtime's error code.</summary>
    public OnnxRuntimeException(string message, int code) : base($"ONNX Runtime: {message}") => Code = code;

    /// <summary>With a message.</summary>
    public OnnxRuntimeException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public OnnxRuntimeException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public OnnxRuntimeException()
    {
    }

    /// <summary>The runtime's error code (OrtErrorCode); 0 when the fault is not the runtime's.</summary>
    public int Code { get; }
}
