using System.Globalization;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>What is wrong with <see cref="DriftAlarmOptions"/>.</summary>
internal static class DriftAlarmRules
{
    /// <summary>A sentence for each value out of range, naming it.</summary>
    /// <param name="options">The options.</param>
    /// <param name="of">Whose they are, such as "model 'fraud'".</param>
    public static IEnumerable<string> Failures(DriftAlarmOptions options, string of)
    {
        if (!Enum.IsDefined(options.Method))
            yield return Wrong(nameof(options.Method), options.Method, "one of " + string.Join(", ", Enum.GetNames<AlarmMethod>()));
        if (!Enum.IsDefined(options.AfterAlarm))
            yield return Wrong(nameof(options.AfterAlarm), options.AfterAlarm, "one of " + string.Join(", ", Enum.GetNames<AfterAlarm>()));
        if (!Enum.IsDefined(options.Figure))
            yield return Wrong(nameof(options.Figure), options.Figure, "one of " + string.Join(", ", Enum.GetNames<DriftFigure>()));
        if (!(options.Alpha is > 0 and < 1))
            yield return Wrong(nameof(options.Alpha), options.Alpha, "above 0 and below 1");
        if (!(options.MinimumEffect is >= 0 and <= 1))
            yield return Wrong(nameof(options.MinimumEffect), options.MinimumEffect, "between 0 and 1");
        if (options.RebaselineRows is < 100 or > 100_000)
            yield return Wrong(nameof(options.RebaselineRows), options.RebaselineRows, "between 100 and 100000");
        if (options.RowsBetweenFalseAlarms is < 1_000 or > 1_000_000_000)
            yield return Wrong(nameof(options.RowsBetweenFalseAlarms), options.RowsBetweenFalseAlarms, "between 1000 and 1000000000");
        if (!(options.RaiseAt > 0 && double.IsFinite(options.RaiseAt)))
            yield return Wrong(nameof(options.RaiseAt), options.RaiseAt, "above 0");
        if (!(options.ClearBelow >= 0 && options.ClearBelow <= options.RaiseAt))
            yield return Wrong(nameof(options.ClearBelow), options.ClearBelow, string.Create(CultureInfo.InvariantCulture, $"between 0 and {nameof(options.RaiseAt)}, which is {options.RaiseAt}"));
        if (options.RaiseWindows is < 1 or > 1_000)
            yield return Wrong(nameof(options.RaiseWindows), options.RaiseWindows, "between 1 and 1000");
        if (options.AfterAlarm != AfterAlarm.Freeze && options.Method != AlarmMethod.EMixture)
            yield return Wrong(nameof(options.AfterAlarm), options.AfterAlarm, $"{AfterAlarm.Freeze}, as {nameof(options.Method)} is {options.Method}; only {AlarmMethod.EMixture} can go on after an alarm");

        string Wrong<T>(string name, T value, string range) =>
            string.Create(CultureInfo.InvariantCulture, $"The drift alarm of {of}: {name} is {value}; it must be {range}.");
    }
}
