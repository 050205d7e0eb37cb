using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Rules;

namespace MLOps.Sdk.Tests.Registry;

public sealed class AliasHistoryTests
{
    [Fact]
    public void Going_back_as_often_as_was_promoted_visits_the_versions_in_reverse() =>
        Prop.ForAll(Gen.ListOf(Gen.Choose(1, 5)).ToArbitrary(), promoted =>
        {
            var events = new List<RegistryEvent>();
            string? current = null;
            var distinct = new List<string>();
            foreach (int version in promoted)
            {
                string to = $"v{version}";
                events.Add(Event(RegistryEventKind.Promote, current, to));
                if (to != current)
                    distinct.Add(to);
                current = to;
            }

            for (int i = distinct.Count - 2; i >= 0; i--)
            {
                Assert.Equal(distinct[i], AliasHistory.Previous(events, "champion", current!));
                events.Add(Event(RegistryEventKind.Rollback, current, distinct[i]));
                current = distinct[i];
            }

            if (current is not null)
                Assert.Null(AliasHistory.Previous(events, "champion", current));
        }).QuickCheckThrowOnFailure();

    private static RegistryEvent Event(RegistryEventKind kind, string? from, string to) => new()
    {
        Sequence = 1,
        Time = DateTimeOffset.UnixEpoch,
        Model = "m",
        Kind = kind,
        Alias = "champion",
        From = from,
        To = to,
        Actor = "a",
    };
}
