namespace MLOps.Sdk.Evaluation;

/// <summary>What a judgement says. Not knowing is an answer of its own: it is neither a yes nor a no.</summary>
public enum Verdict
{
    /// <summary>The data show that it holds.</summary>
    Pass,

    /// <summary>The data show that it does not hold.</summary>
    Fail,

    /// <summary>The data do not show either.</summary>
    Inconclusive,
}

/// <summary>Puts verdicts together.</summary>
public static class Verdicts
{
    /// <summary>Fail when any fails; else inconclusive when any is, or there is none; else pass.</summary>
    public static Verdict All(IEnumerable<Verdict> verdicts)
    {
        ArgumentNullException.ThrowIfNull(verdicts);
        bool any = false, open = false;
        foreach (Verdict verdict in verdicts)
        {
            if (verdict == Verdict.Fail)
                return Verdict.Fail;
            any = true;
            open |= verdict == Verdict.Inconclusive;
        }

        return any && !open ? Verdict.Pass : Verdict.Inconclusive;
    }

    /// <summary>The verdict as scripts know it: "pass", "fail" or "inconclusive".</summary>
    public static string ToText(this Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Fail => "fail",
        _ => "inconclusive",
    };
}
