using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Sqlite;

namespace MLOps.Sdk.Benchmarks.Rollouts;

/// <summary>Two processes promote at once, expecting the same champion: one of them wins, each time.</summary>
internal sealed class RacesSubject : ISubject
{
    private static readonly string[] Versions = ["v1", "v2", "v3"];

    public string Name => "races";

    public Findings Measure(Effort effort)
    {
        int races = effort.Rounds(1_000), wrong = 0;
        using var folder = new TemporaryFolder();
        using var registry = new SqliteModelRegistry(folder.Path, TimeProvider.System);
        foreach (string version in Versions)
            Wait(registry.RegisterAsync(new VersionRegistration { Model = RollbackChild.Model, Version = version }));
        Wait(registry.PromoteAsync(new AliasChange(RollbackChild.Model, "v1", "start")));
        using ChildProcess first = new(RollbackChild.Race, folder.Path), second = new(RollbackChild.Race, folder.Path);
        (_, _) = (first.Hear(), second.Hear());
        string current = "v1";
        for (int race = 0; race < races; race++)
        {
            string[] next = [.. Versions.Where(version => version != current)];
            first.Say($"{next[0]} {current}");
            second.Say($"{next[1]} {current}");
            bool firstWon = first.Hear() == "won", secondWon = second.Hear() == "won";
            wrong += firstWon == secondWon ? 1 : 0;
            string winner = firstWon ? next[0] : next[1];
            current = Wait(registry.ResolveAsync(RollbackChild.Model))!.Version;
            wrong += current == winner ? 0 : 1;
        }

        return new Findings(
        [
            new Figure($"of {races} promotion races from two processes: not exactly one winner", wrong, null, "", Limit.AtMost(0)),
        ], []);
    }

    private static T Wait<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}
