namespace MLOps.Sdk.Serving.Routing;

/// <summary>Whom a call belongs to when variants are dealt out: the declared key, else the scope's. On the caller's thread; no fault leaves it.</summary>
/// <param name="read">Reads the key of an input; null: there is only the scope's.</param>
/// <param name="tag">The tag of a scope that is the key where the input has none; null: the scope's subject.</param>
internal sealed class RouteKey<TInput>(Func<TInput, string?>? read, string? tag = null)
{
    /// <summary>The key, or null: then the call is dealt out by chance, and may come elsewhere the next time.</summary>
    public string? Of(TInput input)
    {
        try
        {
            if (read is not null && read(input) is { } key)
                return key;
        }
        catch (Exception)
        {
            // A key that cannot be read is none.
        }

        return PredictionScope.IsUsed ? OfScope() : null;
    }

    private string? OfScope()
    {
        if (PredictionScope.Current is not { } scope)
            return null;
        if (tag is null)
            return scope.Subject;
        for (int i = scope.Tags.Count - 1; i >= 0; i--) // the innermost scope's
        {
            if (scope.Tags[i].Key == tag)
                return scope.Tags[i].Value;
        }

        return null;
    }
}
