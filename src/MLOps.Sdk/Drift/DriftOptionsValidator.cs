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
        failures.AddRange(DriftAlarmRules.Failures(options.Alarm, "all models"));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
