using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Statistics.Sequential;

namespace MLOps.Sdk.Rollout.Canaries;

/// <summary>What the variants did in a step, by the calls of all processes, those that have ended too. Immutable; pure.</summary>
/// <param name="Arms">In the order of the plan's variants.</param>
/// <param name="SplitEvidence">The evidence that variants got other shares than intended: an e-value.</param>
/// <param name="Processes">How many counted.</param>
/// <remarks>
/// Why adding up keeps the promise of the confidence sequences: each process's counts are those of the first so many calls
/// that it saw, so the sums are those of the first so many calls of all, in the order in which they came to be counted.
/// That order knows nothing of what the calls led to. Every look, by whichever process, is a look at this one growing
/// sequence, and the interval holds at all of them at once: it matters neither who looks nor how many do.
/// </remarks>
internal sealed record MergedEvidence(IReadOnlyList<ArmCounts> Arms, double SplitEvidence, int Processes)
{
    /// <summary>Merges.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="split">What was dealt out.</param>
    /// <param name="notes">What each process counted, the oldest first.</param>
    /// <param name="slowLimit">The limit that was agreed on: slow calls by another one are left out. Null: there is none yet.</param>
    public static MergedEvidence Of(RolloutPlan plan, SplitUnit split, IReadOnlyList<EvidenceNote> notes, long? slowLimit)
    {
        var arms = new ArmCounts[plan.Variants.Count];
        for (int arm = 0; arm < arms.Length; arm++)
        {
            ArmCounts sum = new(0, 0) { Timed = 0, Units = split == SplitUnit.Subjects ? 0 : null };
            foreach (EvidenceNote note in notes)
                sum = Sum(sum, note.Arms[arm].Counts, slowLimit is not null && note.SlowLimit == slowLimit);
            arms[arm] = sum;
        }

        return new MergedEvidence(arms, split == SplitUnit.Unseen || plan.Bandit is not null ? 0 : SplitEvidenceOf(plan, notes), notes.Count);
    }

    private static ArmCounts Sum(in ArmCounts first, in ArmCounts second, bool isTimed) =>
        new(first.Calls + second.Calls, first.Errors + second.Errors, first.Slow + (isTimed ? second.Slow : 0), first.Outcomes.With(second.Outcomes))
        {
            Timed = first.Timed + (isTimed ? second.Timed ?? second.Calls : 0),
            Units = first.Units + second.Dealt,
        };

    // A subject may come to several processes, so their counts do not add up. Each process's evidence is an e-value by
    // itself, and so is a mean of them whose weights were fixed before: 1/2, 1/6, 1/12 and so on; what weight no process
    // has yet stays where evidence begins, at 1.
    private static double SplitEvidenceOf(RolloutPlan plan, IReadOnlyList<EvidenceNote> notes)
    {
        double all = plan.Variants.Sum(static variant => variant.Share);
        double[] shares = [.. plan.Variants.Select(variant => variant.Share / all)];
        double evidence = 0, left = 1;
        for (int process = 0; process < notes.Count; process++)
        {
            double weight = 1.0 / ((process + 1) * (process + 2.0));
            evidence += weight * SampleRatio.Evidence([.. notes[process].Arms.Select(static arm => arm.Counts.Dealt)], shares);
            left -= weight;
        }

        return evidence + left;
    }
}
