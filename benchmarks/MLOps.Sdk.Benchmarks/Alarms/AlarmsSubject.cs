using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Alarms;

/// <summary>Whether the drift alarm keeps what it promises: false alarms, rows to an alarm, time and memory.</summary>
internal sealed class AlarmsSubject : ISubject
{
    public string Name => "alarms";

    public Findings Measure(Effort effort)
    {
        Findings cost = AlarmCost.Measure(effort);
        int streams = effort.IsShort ? 100 : 1_000;
        int rows = effort.IsShort ? 5_000 : 20_000;
        return cost with
        {
            Figures =
            [
                .. cost.Figures,
                .. RealStreams.Run(),
                .. DelayStudy.Run(effort.IsShort ? 60 : 400),
                .. FalseAlarmStudy.Run(streams, rows),
                .. TogetherStudy.Run(effort.IsShort ? 40 : 1_000, rows),
            ],
        };
    }
}
