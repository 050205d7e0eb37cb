namespace MLOps.Sdk.Tests.Retraining;

/// <summary>A test that runs a script of the POSIX shell.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SkippableUnixFactAttribute : FactAttribute
{
    public SkippableUnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "There is no POSIX shell here.";
    }
}
