namespace MLOps.Sdk.Cli.Output;

/// <summary>Messages of exceptions for people.</summary>
internal static class FaultText
{
    /// <summary>The message without the name of the method's parameter that .NET adds: it says nothing to whoever wrote a command line.</summary>
    public static string Of(Exception fault) => fault is ArgumentException { ParamName: { } name }
        ? fault.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal).ReplaceLineEndings(" ")
        : fault.Message;
}
