namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>What became of rows that an <see cref="EMixtureAlarm"/> was given.</summary>
/// <param name="Rows">How many of them it took in.</param>
/// <param name="Raised">Whether the last of these raised the alarm.</param>
/// <param name="Noted">A bit for each of these after which the wealth was one to be noted: see <see cref="EMixtureAlarm.Note"/>.</param>
internal readonly record struct Taken(int Rows, bool Raised, uint Noted);
