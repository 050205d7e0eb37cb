using System.Diagnostics;

namespace MLOps.Sdk.Capture;

/// <summary>
/// Whether traces are made in this process at all. Until the first activity becomes current, callers need not look for
/// one, which costs them more than anything else that is done once a call.
/// </summary>
internal static class TraceContext
{
    private static volatile bool s_used;

    static TraceContext()
    {
        Activity.CurrentChanged += OnChanged;
        s_used |= Activity.Current is not null;
    }

    /// <summary>Whether an activity is current.</summary>
    public static bool IsPresent => s_used && Activity.Current is not null;

    private static void OnChanged(object? sender, ActivityChangedEventArgs change)
    {
        s_used = true;
        Activity.CurrentChanged -= OnChanged;
    }
}
