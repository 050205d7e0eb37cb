using System.Globalization;
using Microsoft.Extensions.Options;

namespace MLOps.Sdk.Privacy;

/// <summary>Says at start what is wrong with <see cref="RetentionOptions"/>, naming value and range.</summary>
internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(1), LongestInterval = TimeSpan.FromDays(30);

    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        string[] failures = [.. FailuresOf(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> FailuresOf(RetentionOptions options)
    {
        if (!options.IsOn)
            yield break;
        if (options.Interval < ShortestInterval || options.Interval > LongestInterval)
            yield return $"RetentionOptions.Interval is {options.Interval}; it must be 1 minute to 30 days.";
        else if (options.TimeOfDay is { } at && options.Interval.Ticks % TimeSpan.TicksPerDay != 0)
            yield return $"RetentionOptions.TimeOfDay is {at.ToString("HH:mm", CultureInfo.InvariantCulture)} and Interval {options.Interval}: with a time of day the interval must be whole days.";
        if (string.IsNullOrWhiteSpace(options.Reason))
            yield return "RetentionOptions.Reason is empty; say why predictions are kept this long: it is kept in the log with what was removed.";
        if (string.IsNullOrWhiteSpace(options.Actor))
            yield return "RetentionOptions.Actor is empty; say who decided: it is kept in the log with what was removed.";
        foreach (string failure in options.Policy.Failures())
            yield return "ModelOpsOptions.Retention: " + failure;
    }
}
