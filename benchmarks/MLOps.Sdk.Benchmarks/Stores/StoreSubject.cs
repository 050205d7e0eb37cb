using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Benchmarks.Stores;

/// <summary>Rows a second of the whole pump, with 16 features and the output watched and alarms on, beside those who only insert.</summary>
internal sealed class StoreSubject : ISubject
{
    private const double NanosecondsPerSecond = 1e9;

    public string Name => "store";

    public Findings Measure(Effort effort)
    {
        using var cases = new StoreCases();
        IReadOnlyList<Timing> times = new Interleaved(effort.Rounds(12), StoreSettings.Rows) { MostWarmUps = 4 }
            .Add(new Way("ring, pump, drift with alarms, and store", _ => cases.Pump()) { Before = cases.Draw })
            .Add(new Way("SQLite C API, rows formatted beforehand", _ => cases.NativeInsert()) { Before = cases.Format })
            .Add(new Way("SqliteCommand, strings made beforehand", _ => cases.CommandInsert()) { Before = cases.Format })
            .Add("drift with alarms alone, on a thread of its own", _ => cases.Watch())
            .Add("ring, pump and store, nothing watched", _ => cases.PumpUnwatched())
            .Measure();
        (Timing pump, Timing native, Timing commands) = (times[0], times[1], times[2]);
        RecordingCounts counts = cases.Counts;
        return new Findings(
        [
            Figure.RatioOfRounds("rows/s of the whole pump / SQLite C API alone", native, pump, Limit.AtLeast(0.75)),
            Figure.RatioOfRounds("rows/s of the whole pump / SqliteCommand", commands, pump),
            new Figure("rows/s of the whole pump", NanosecondsPerSecond / pump.Least, NanosecondsPerSecond / pump.Median, "rows/s"),
            Figure.RatioOfRounds("rows/s of the pump with nothing watched / SQLite C API alone", native, times[4]),
            Figure.RatioOfRounds("time of watching / time of the whole pump", times[3], pump),
            new Figure("records lost meanwhile", counts.LostTotal, null, "", Limit.AtMost(0)),
        ], times);
    }
}
