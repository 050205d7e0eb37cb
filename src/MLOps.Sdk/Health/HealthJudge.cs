using System.Collections.Immutable;
using System.Globalization;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Health;

/// <summary>
/// Judges recording by what changed since it last looked. It trusts no part's word for its own health: a store that stopped
/// is one behind which predictions wait, whatever it says. Not safe for several threads.
/// </summary>
internal sealed class HealthJudge(HealthOptions options, TimeProvider time)
{
    private const double FullAt = 0.5;
    private const int LooksMissed = 3;

    private readonly long _since = time.GetTimestamp();
    private RecordingSigns? _before;
    private long _durableMoved;
    private long _recordedMoved;
    private long _callsMoved;
    private long _resumed = long.MinValue; // when it was looked again after nobody could
    private long _lossMoved = long.MinValue;
    private long _captureMoved = long.MinValue;

    /// <summary>Judges.</summary>
    public RecordingHealth Judge(RecordingSigns signs)
    {
        Note(signs);
        var findings = ImmutableArray.CreateBuilder<HealthFinding>();
        if (!signs.IsStarted)
            findings.Add(Unknown("Recording was not started: start the host, or ask for a predictor."));
        else if (signs.IsStopped)
            findings.Add(Fail("Recording was stopped; calls are answered and not recorded."));
        else
            AddMachinery(findings, signs);
        AddData(findings, signs);
        return new RecordingHealth(findings.ToImmutable(), time.GetUtcNow());
    }

    private void Note(RecordingSigns signs)
    {
        if (_before is { } last && StoodStill(last.Now, signs.Now))
            _resumed = _durableMoved = signs.Now;
        if (_before is null)
            _durableMoved = _recordedMoved = _callsMoved = _since;
        RecordingCounts now = signs.Counts, before = _before?.Counts ?? RecordingCounts.None;
        if (now.Durable != before.Durable || now.Pending == 0)
            _durableMoved = signs.Now;
        if (now.Durable + now.Pending != before.Durable + before.Pending)
            _recordedMoved = signs.Now;
        if (now.Calls != before.Calls)
            _callsMoved = signs.Now;
        if (LostOf(now) != LostOf(before))
            _lossMoved = signs.Now;
        if (signs.CaptureFailed != (_before?.CaptureFailed ?? 0))
            _captureMoved = signs.Now;
        _before = signs;
    }

    /// <summary>Whether the process was stopped, or the machine slept: then the watchdog did not look either, and the pump has had no time.</summary>
    private bool StoodStill(long before, long now) => time.GetElapsedTime(before, now) > LooksMissed * options.Interval && time.GetElapsedTime(before, now) > options.StalledAfter;

    private void AddMachinery(ImmutableArray<HealthFinding>.Builder findings, RecordingSigns signs)
    {
        TimeSpan still = time.GetElapsedTime(Math.Max(signs.LastPass, _resumed), signs.Now), waiting = time.GetElapsedTime(_durableMoved, signs.Now);
        if (!signs.IsPumpAlive)
            findings.Add(Fail("The pump's thread has ended: nothing is stored any more. Restart the app; what is pending is found by the next start."));
        else if (still > options.StalledAfter)
            findings.Add(Fail($"The pump has not moved for {Of(still)} (limit {Of(options.StalledAfter)}): the store or the disk hangs. {Error(signs)}"));
        else if (waiting > options.StalledAfter)
            findings.Add(Fail($"The store has taken nothing for {Of(waiting)} (limit {Of(options.StalledAfter)}) while {signs.Counts.Pending} predictions wait. {Error(signs)}"));
        if (signs.Fill > FullAt)
            findings.Add(Unknown(string.Create(CultureInfo.InvariantCulture, $"The channel is {signs.Fill:P0} full: the store is slower than the calls. Raise Recording.LaneBytes, or record a share with Sample.")));
        if (signs.PlainMemoryReason is { } reason)
            findings.Add(Unknown($"A crash of the process would lose {signs.Counts.Pending} pending predictions: {reason}"));
    }

    private void AddData(ImmutableArray<HealthFinding>.Builder findings, RecordingSigns signs)
    {
        foreach (string predictor in signs.Unrecorded)
            findings.Add(Fail($"{predictor} is registered by the app over the recorded one: its calls are not recorded. Remove that registration, or add it as a version of the model."));
        if (IsWithin(_lossMoved, signs.Now, options.LossMemory))
            findings.Add(Fail($"Predictions were lost in the last {Of(options.LossMemory)}; so far {string.Join(", ", signs.Counts.Lost.Where(static lost => lost.Key != LossReason.Sampled).Select(static lost => $"{lost.Value} {lost.Key}"))}."));
        if (IsWithin(_captureMoved, signs.Now, options.LossMemory))
            findings.Add(Unknown($"Declared features or tags of {signs.CaptureFailed} predictions could not be read; they are recorded without them. Look for rows with captureFailed and correct what reads the input."));

        if (signs.RetentionConcern is { } retention)
            findings.Add(Unknown(retention));

        TimeSpan quiet = time.GetElapsedTime(_recordedMoved, signs.Now);
        if (signs.Counts.Calls == 0)
            findings.Add(Unknown("No prediction was recorded yet: there is nothing to judge by."));
        else if (quiet > options.QuietAfter && _callsMoved > _recordedMoved)
            findings.Add(Fail($"Calls are made and none was recorded for {Of(quiet)} (limit {Of(options.QuietAfter)}): see what they are counted as."));
        else if (quiet > options.QuietAfter)
            findings.Add(Unknown($"No prediction was recorded for {Of(quiet)} (limit {Of(options.QuietAfter)}): the app is idle, or calls its model past the recorder."));
    }

    private bool IsWithin(long moment, long now, TimeSpan span) => moment != long.MinValue && time.GetElapsedTime(moment, now) <= span;

    private static long LostOf(RecordingCounts counts) => counts.LostTotal - counts.Lost.GetValueOrDefault(LossReason.Sampled);

    private static string Error(RecordingSigns signs) => signs.StoreError is { } error ? $"It said: {error}" : "It said nothing.";

    private static string Of(TimeSpan span) => span.ToString(span.TotalDays >= 1 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);

    private static HealthFinding Fail(string reason) => new(RecordingVerdict.Fail, reason.TrimEnd());

    private static HealthFinding Unknown(string reason) => new(RecordingVerdict.Inconclusive, reason);
}
