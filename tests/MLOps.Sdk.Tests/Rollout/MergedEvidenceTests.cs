using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Rollout.Canaries;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Statistics.Sequential;

namespace MLOps.Sdk.Tests.Rollout;

public sealed class MergedEvidenceTests
{
    private static readonly RolloutPlan Plan = new() { Name = "p", Kind = RolloutKind.Canary, Variants = [new("champion", "v1", 0.5), new("canary", "v2", 0.5)] };

    [Fact]
    public void Means_merge_as_if_one_had_seen_all_values() =>
        Prop.ForAll<NormalFloat[], NormalFloat[]>((first, second) =>
        {
            double[] a = Small(first), b = Small(second);
            RunningMean apart = Of(a).With(Of(b)), together = Of([.. a, .. b]);
            return apart.Rows == together.Rows && Near(apart.Mean, together.Mean) && Near(apart.Squares, together.Squares);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counts_add_up_in_any_order_and_calls_timed_by_another_limit_are_left_out() =>
        Prop.ForAll(Gen.ListOf(Notes).ToArbitrary(), notes =>
        {
            MergedEvidence merged = MergedEvidence.Of(Plan, SplitUnit.Unseen, [.. notes], slowLimit: 7);
            MergedEvidence reversed = MergedEvidence.Of(Plan, SplitUnit.Unseen, [.. Enumerable.Reverse(notes)], slowLimit: 7);
            EvidenceNote[] timed = [.. notes.Where(static note => note.SlowLimit == 7)];
            return merged.Arms[1].Calls == notes.Sum(static note => note.Arms[1].Calls)
                && merged.Arms[1].Errors == notes.Sum(static note => note.Arms[1].Errors)
                && merged.Arms[0].Timed == timed.Sum(static note => note.Arms[0].Timed)
                && merged.Arms[0].Slow == timed.Sum(static note => note.Arms[0].Slow)
                && merged.Arms.SequenceEqual(reversed.Arms) && merged.SplitEvidence == 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Evidence_of_a_wrong_split_begins_at_one_and_is_shared_among_processes()
    {
        EvidenceNote right = Note(1_000, 1_000), wrong = Note(1_000, 2_000);

        Assert.Equal(1, MergedEvidence.Of(Plan, SplitUnit.Subjects, [], null).SplitEvidence);
        Assert.InRange(MergedEvidence.Of(Plan, SplitUnit.Subjects, [right, right], null).SplitEvidence, 0.3, 1);
        Assert.True(MergedEvidence.Of(Plan, SplitUnit.Subjects, [right, right, wrong], null).SplitEvidence > 1_000);
        Assert.Equal(2_000, MergedEvidence.Of(Plan, SplitUnit.Subjects, [right, right], null).Arms[0].Units);
    }

    private static Gen<EvidenceNote> Notes =>
        from limit in Gen.Elements<long?>(null, 7, 8)
        from first in Gen.Choose(0, 500)
        from second in Gen.Choose(0, 500)
        select Note(first, second) with { SlowLimit = limit };

    private static EvidenceNote Note(int first, int second) => new() { Arms = [Arm(first), Arm(second)] };

    private static ArmNote Arm(int calls) => new() { Calls = calls, Errors = calls / 3, Slow = calls / 5, Timed = calls / 2, Units = calls };

    private static double[] Small(NormalFloat[] values) => [.. values.Select(static value => Math.IEEERemainder(value.Get, 1_000))];

    private static RunningMean Of(IEnumerable<double> values) => values.Aggregate(new RunningMean(), static (mean, value) => mean.With(value));

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));
}
