using MLOps.Sdk.Faults.Evidence;
using MLOps.Sdk.Faults.Kills;
using MLOps.Sdk.Faults.Memory;
using MLOps.Sdk.Faults.Pauses;
using MLOps.Sdk.Faults.Sharing;
using MLOps.Sdk.Faults.Stops;
using MLOps.Sdk.Faults.TakeOvers;

namespace MLOps.Sdk.Faults;

/// <summary>Not started by hand: studies start this program as the app that something happens to.</summary>
internal static class ChildProgram
{
    private const int Usage = 64;

    public static int Main(string[] args)
    {
        switch (args)
        {
            case [KillChild.Verb, var life]:
                KillChild.Run(KillLife.Parse(life));
                return 0;
            case [EvidenceChild.Verb, var parameters]:
                EvidenceChild.Run(parameters);
                return 0;
            case [ShareChild.Verb, var parameters]:
                ShareChild.Run(parameters);
                return 0;
            case [StopChild.Verb, var parameters]:
                StopChild.Run(parameters);
                return 0;
            case [TakeOverChild.Verb, var parameters]:
                TakeOverChild.Run(parameters);
                return 0;
            case [PauseChild.Verb, var parameters]:
                PauseChild.Run(parameters);
                return 0;
            case [MemoryChild.Verb, var parameters]:
                MemoryChild.Run(parameters);
                return 0;
            default:
                Console.Error.WriteLine($"Started by the studies in this assembly with a verb and its parameters; got: {string.Join(' ', args)}");
                return Usage;
        }
    }
}
