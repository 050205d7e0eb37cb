using System.Net;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.MLflow;

/// <summary>The MLflow server did not answer, or its answer cannot be used; the message says which and names the way out.</summary>
public sealed class MlflowException : RegistryException
{
    /// <summary>With a message.</summary>
    public MlflowException(string message) : base(message)
    {
    }

    /// <summary>With a message and the fault behind it.</summary>
    public MlflowException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer the others.</summary>
    public MlflowException()
    {
    }

    /// <summary>The server's error code, such as RESOURCE_DOES_NOT_EXIST; null when it gave none.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The status of its answer; null when there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Whether the server said that something is not there. An unknown alias is INVALID_PARAMETER_VALUE, with status 400.</summary>
    internal bool IsMissing => ErrorCode is "RESOURCE_DOES_NOT_EXIST" or "NOT_FOUND" || (ErrorCode is "INVALID_PARAMETER_VALUE" && Message.Contains("not found", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the server does not know the call: it is older.</summary>
    internal bool IsUnknownCall => Status == HttpStatusCode.NotFound && ErrorCode is null or "ENDPOINT_NOT_FOUND";

    /// <summary>Whether asking again may help.</summary>
    internal bool IsPassing => Status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}
