namespace MLOps.Sdk.Tests;

/// <summary>Measures time, so it runs only when asked: MLOPS_MEASURE=1.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MeasurementFactAttribute : FactAttribute
{
    public MeasurementFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("MLOPS_MEASURE") != "1")
            Skip = "A measurement: set MLOPS_MEASURE=1, build in Release, and leave the machine alone.";
    }
}
