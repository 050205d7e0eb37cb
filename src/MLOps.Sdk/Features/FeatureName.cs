namespace MLOps.Sdk.Features;

/// <summary>Names features by the expression that reads them.</summary>
internal static class FeatureName
{
    /// <summary>The name given, or the last name of a lambda's text with a small first letter: "p => p.Card.Country" is "country".</summary>
    /// <exception cref="ArgumentException">The lambda ends in a number, such as an index.</exception>
    public static string From(string nameOrExpression)
    {
        int arrow = nameOrExpression.IndexOf("=>", StringComparison.Ordinal);
        if (arrow < 0)
            return nameOrExpression;

        ReadOnlySpan<char> body = nameOrExpression.AsSpan(arrow + 2).Trim();
        int end = body.Length;
        while (end > 0 && !IsNamePart(body[end - 1]))
            end--;
        int start = end;
        while (start > 0 && IsNamePart(body[start - 1]))
            start--;
        if (start < end && char.IsAsciiDigit(body[start]))
            throw new ArgumentException($"'{nameOrExpression}' ends in no name that the feature could take. Give it one: Feature({nameOrExpression}, \"name\").", nameof(nameOrExpression));
        return start == end ? nameOrExpression : string.Concat(char.ToLowerInvariant(body[start]).ToString(), body[(start + 1)..end]);
    }

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c == '_';
}
