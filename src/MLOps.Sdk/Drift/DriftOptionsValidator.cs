using Microsoft.Extensions.Options;
using MLOps.Sdk.Drift.Alarms;

namespace MLOps.Sdk.Drift;

/// <summary>Checks <see cref="DriftOptions"/> at start.</summary>
public sealed class DriftOptionsValidator : IValidateOptions<DriftOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DriftOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();
        if (options.WindowRows is < 1 or > DriftDefaults.MaximumWindowRows)
            failures.Add($"{nameof(DriftOptions)}.{nameof(options.WindowRows)} is {options.WindowRows}; it must lie between 1 and {DriftDefaults.MaximumWindowRows}.");
        if (options.WindowDuration is { } duration && (duration < DriftDefaults.ShortestWindow || duration > DriftDefaults.LongestWindow))
            failures.Add($"{nameof(DriftOptions)}.{nameof(options.WindowDuration)} is {duration}; it must lie between {DriftDefaults.ShortestWindow} and {DriftDefaults.LongestWindow}, or be null for windows by rows.");
        if (options.KeptWindows is < 1 or > DriftDefaults.MaximumKeptWindows)
            failures.Add($"{nameof(DriftOptions)}.{nameof(options.KeptWindows)} is {options.KeptWindows}; it must lie between 1 and {DriftDefaults.MaximumKeptWindows}.");
        AddSteps(options, failures);
        failures.AddRange(DriftAlarmRules.Failures(options.Alarm, "all models"));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void AddSteps(DriftOptions options, List<string> failures)
    {
        if (options.WindowSteps is < 1 or > DriftDefaults.MaximumSteps)
        {
            failures.Add($"{nameof(DriftOptions)}.{nameof(options.WindowSteps)} is {options.WindowSteps}; it must lie between 1 and {DriftDefaults.MaximumSteps}.");
            return;
        }

        if (options.WindowDuration is not { } duration)
        {
            if (options.WindowRows % options.WindowSteps != 0)
                failures.Add($"{nameof(DriftOptions)}.{nameof(options.WindowRows)} is {options.WindowRows}, which is no multiple of {nameof(options.WindowSteps)}, {options.WindowSteps}. Change one of them.");
            if (options.AllowedLateness != TimeSpan.Zero)
                failures.Add($"{nameof(DriftOptions)}.{nameof(options.AllowedLateness)} is {options.AllowedLateness} and windows go by rows, which are never late. Set {nameof(options.WindowDuration)}, or no lateness.");
            return;
        }

        if ((long)duration.TotalMicroseconds % options.WindowSteps != 0)
            failures.Add($"{nameof(DriftOptions)}.{nameof(options.WindowDuration)} is {duration}, which is no whole number of microseconds times {nameof(options.WindowSteps)}, {options.WindowSteps}. Change one of them.");
        TimeSpan most = duration / options.WindowSteps * DriftDefaults.MaximumSteps;
        if (options.AllowedLateness < TimeSpan.Zero || options.AllowedLateness > most)
            failures.Add($"{nameof(DriftOptions)}.{nameof(options.AllowedLateness)} is {options.AllowedLateness}; it must lie between 0 and {most}, {DriftDefaults.MaximumSteps} steps of a window.");
    }
}
