using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Serving.Routing;

/// <summary>Whom a call belongs to when variants are dealt out: the declared key, else the scope's. On the caller's thread.</summary>
/// <param name="read">Reads the key of an input; null: there is only the scope's.</param>
/// <param name="tag">The tag of a scope that is the key where the input has none; null: the scope's subject.</param>
internal readonly struct RouteKey<TInput>(Func<TInput, string?>? read, string? tag = null)
{
    /// <summary>Reads the key of an input, and may throw; null: there is only the scope's.</summary>
    public readonly Func<TInput, string?>? Read = read;

    private readonly string? _tag = tag;

    /// <summary>The key of an input; one that cannot be read is none. A method of its own: what is known where an exception may be caught does not stay in registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static string? KeyOf(Func<TInput, string?> read, TInput input)
    {
        try
        {
            return read(input);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>The scope's key, where the input has none. Null: the call is dealt out by chance, and may come elsewhere the next time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public string? OfAnyScope() => PredictionScope.IsUsed ? OfScope() : null;

    private string? OfScope()
    {
        if (PredictionScope.Current is not { } scope)
            return null;
        if (_tag is null)
            return scope.Subject;
        for (int i = scope.Tags.Count - 1; i >= 0; i--) // the innermost scope's
        {
            if (scope.Tags[i].Key == _tag)
                return scope.Tags[i].Value;
        }

        return null;
    }
}
