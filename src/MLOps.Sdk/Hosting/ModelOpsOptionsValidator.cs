using Microsoft.Extensions.Options;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Hosting;

/// <summary>Says at start what is wrong with <see cref="ModelOpsOptions"/>, naming value and range.</summary>
internal sealed class ModelOpsOptionsValidator : IValidateOptions<ModelOpsOptions>
{
    private readonly RecordingOptionsValidator _recording = new();

    public ValidateOptionsResult Validate(string? name, ModelOpsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Directory))
            failures.Add("ModelOpsOptions.Directory is empty; name the directory of the store, such as \"modelops\".");
        if (options.RegistryPollInterval < TimeSpan.FromMilliseconds(10) || options.RegistryPollInterval > TimeSpan.FromHours(1))
            failures.Add($"ModelOpsOptions.RegistryPollInterval is {options.RegistryPollInterval}; it must be 10 ms to 1 hour.");
        if (options.BakeTime < TimeSpan.Zero || options.BakeTime > TimeSpan.FromDays(7))
            failures.Add($"ModelOpsOptions.BakeTime is {options.BakeTime}; it must be 0 to 7 days.");
        if (options.Rollout.Interval < TimeSpan.FromMilliseconds(100) || options.Rollout.Interval > TimeSpan.FromHours(1))
            failures.Add($"RolloutOptions.Interval is {options.Rollout.Interval}; it must be 100 ms to 1 hour.");
        if (options.MaximumLoadedVersions is < 2 or > 1_000)
            failures.Add($"ModelOpsOptions.MaximumLoadedVersions is {options.MaximumLoadedVersions}; it must be 2 to 1,000: the version that answers, and the next.");
        if (options.BallastBytes is < 0 or > 1L << 30)
            failures.Add($"ModelOpsOptions.BallastBytes is {options.BallastBytes}; it must be 0 to {1L << 30}.");
        if (options.LateOutcomeAfter < TimeSpan.FromSeconds(1) || options.LateOutcomeAfter > TimeSpan.FromDays(3650))
            failures.Add($"ModelOpsOptions.LateOutcomeAfter is {options.LateOutcomeAfter}; it must be 1 s to 10 years.");
        if (options.Currency is not { Length: 3 } || !options.Currency.All(char.IsAsciiLetterUpper))
            failures.Add($"ModelOpsOptions.Currency is '{options.Currency}'; it must be three capital letters (ISO 4217), such as \"USD\".");
        if (_recording.Validate(name, options.Recording) is { Failed: true } recording)
            failures.AddRange(recording.Failures!);
        if (new DriftOptionsValidator().Validate(name, options.Drift) is { Failed: true } drift)
            failures.AddRange(drift.Failures!);
        if (new RetentionOptionsValidator().Validate(name, options.Retention) is { Failed: true } retention)
            failures.AddRange(retention.Failures!);
        if (options.Access.Interval < TimeSpan.FromMilliseconds(100) || options.Access.Interval > TimeSpan.FromMinutes(10))
            failures.Add($"AccessOptions.Interval is {options.Access.Interval}; it must be 100 ms to 10 minutes.");
        Require(options.Health.StalledAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "StalledAfter", "1 s to 1 hour");
        Require(options.Health.QuietAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30), "QuietAfter", "1 s to 30 days");
        Require(options.Health.LossMemory, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "LossMemory", "1 s to 1 day");
        Require(options.Health.Interval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10), "Interval", "100 ms to 10 minutes");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Require(TimeSpan value, TimeSpan least, TimeSpan most, string option, string range)
        {
            if (value < least || value > most)
                failures.Add($"HealthOptions.{option} is {value}; it must be {range}.");
        }
    }
}
