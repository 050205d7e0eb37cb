using System.Globalization;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Retraining.Runs;

/// <summary>Whether a run may begin, from what the store holds. Pure.</summary>
internal static class RetrainingAdmission
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Why a run may not begin now; null when it may.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="force">Whether limits are set aside.</param>
    /// <param name="now">The time.</param>
    /// <param name="runs">The model's runs, newest first.</param>
    /// <param name="quality">The newest alert about the quality of the incoming data, or null.</param>
    public static string? Refusal(RetrainingLimits limits, bool force, DateTimeOffset now, IReadOnlyList<RetrainingRun> runs, Alert? quality)
    {
        if (runs.FirstOrDefault(static run => run.State == RetrainingState.Running) is { } running)
            return Text($"run {running.Id} is under way since {running.StartedAt:u}; one run of a model at a time");
        if (force)
            return null;
        if (quality is not null && now - quality.Time < limits.QualityPause)
            return Text($"the incoming data is broken, says an alert of {quality.Time:u}: {quality.Message} Retraining is paused until {quality.Time + limits.QualityPause:u} (Limits.QualityPause)");
        if (runs is [var last, ..] && now - (last.EndedAt ?? last.StartedAt) is var since && since < limits.CoolDown)
            return Text($"run {last.Id} ended {since} ago, and the cool-down is {limits.CoolDown} (Limits.CoolDown)");
        int today = runs.Count(run => now - run.StartedAt < Day);
        return today >= limits.MaximumADay ? Text($"{today} runs began within 24 hours, and at most {limits.MaximumADay} may (Limits.MaximumADay)") : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
