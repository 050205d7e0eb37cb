using System.Globalization;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Rules;

namespace MLOps.Sdk.Rollout.Plans;

/// <summary>Which changes of a rollout are possible, from what the history says, and the plans they lead to. Pure.</summary>
internal static class RolloutChange
{
    /// <summary>The gate of the event that ends a canary by rolling it back: its version counts as rejected.</summary>
    public const string Failed = "fail";

    /// <summary>The gate of the event that ends a canary by promoting it.</summary>
    public const string Passed = "pass";

    private const double SumTolerance = 1e-9;

    /// <summary>The plan of a canary.</summary>
    /// <param name="start">What is asked for.</param>
    /// <param name="champion">The version that answers now.</param>
    /// <param name="events">The model's events.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="RegistryException">Something is wrong with it, or it is not possible now.</exception>
    public static RolloutPlan Start(CanaryStart start, string champion, IReadOnlyList<RegistryEvent> events, DateTimeOffset now)
    {
        CheckRamp(start);
        CheckHint(start.Bucketing, start.Hint);
        start.Rules.Check();
        start.Conduct.Check();
        if (start.Version == champion)
            throw new RegistryException($"Version '{champion}' of model '{start.Model}' is champion already, so there is nothing to compare it with. Name another version.");
        RolloutStatus? last = RefuseSecond(start.Model, events);
        if (string.IsNullOrWhiteSpace(start.Override))
        {
            RefuseFrozen(start.Model, events);
            RefuseRejected(start.Model, start.Version, events);
            RefuseInCoolDown(start.Model, last, now);
        }

        return new RolloutPlan
        {
            Name = NameOf(start.Model, start.Version, last),
            Kind = RolloutKind.Canary,
            Variants = Split(champion, start.Version, start.Steps[0].Share),
            Shadows = last?.Plan.Shadows ?? [],
            Steps = start.Steps,
            Rules = start.Rules,
            Conduct = start.Conduct,
            Bucketing = start.Bucketing,
            Hint = start.Hint,
        };
    }

    /// <summary>The plan of a test.</summary>
    /// <inheritdoc cref="Start(CanaryStart, string, IReadOnlyList{RegistryEvent}, DateTimeOffset)"/>
    public static RolloutPlan Start(TestStart start, string champion, IReadOnlyList<RegistryEvent> events)
    {
        CheckVariants(start, champion);
        start.Bandit?.Check(start.Variants.Count, start.Rules.Loss);
        CheckHint(start.Bucketing, start.Hint);
        start.Rules.Check();
        RolloutStatus? last = RefuseSecond(start.Model, events);
        if (string.IsNullOrWhiteSpace(start.Override))
        {
            RefuseFrozen(start.Model, events);
            foreach (RolloutVariant variant in start.Variants.Skip(1))
                RefuseRejected(start.Model, variant.Version, events);
        }

        return new RolloutPlan
        {
            Name = NameOf(start.Model, "test", last),
            Kind = RolloutKind.Test,
            Variants = start.Variants,
            Bandit = start.Bandit,
            Shadows = last?.Plan.Shadows ?? [],
            Rules = start.Rules,
            Bucketing = start.Bucketing,
            Hint = start.Hint,
        };
    }

    /// <summary>The plan with one more shadow, or another sample of one.</summary>
    public static RolloutPlan Start(ShadowStart start, IReadOnlyList<RegistryEvent> events)
    {
        if (!(start.Sample is > 0 and <= 1))
            throw new RegistryException(string.Create(CultureInfo.InvariantCulture, $"The sample of shadow '{start.Version}' of model '{start.Model}' is {start.Sample}; it must be above 0 and at most 1."));
        RolloutStatus? last = RolloutStatus.From(events);
        RolloutPlan plan = last?.Plan ?? new RolloutPlan { Name = NameOf(start.Model, "shadow", last), Kind = RolloutKind.Shadow };
        return plan with { Shadows = [.. plan.Shadows.Where(shadow => shadow.Version != start.Version), new ShadowVariant(start.Version, start.Sample)] };
    }

    /// <summary>The plan without a shadow.</summary>
    public static RolloutPlan StopShadow(string model, string version, RolloutStatus? last) =>
        last?.Plan is { } plan && plan.Shadows.Any(shadow => shadow.Version == version)
            ? plan with { Shadows = [.. plan.Shadows.Where(shadow => shadow.Version != version)] }
            : throw new RegistryNotFoundException($"Version '{version}' is no shadow of model '{model}'. Shadows: {Names(last?.Plan.Shadows.Select(static shadow => shadow.Version))}.");

    /// <summary>The plan at another step of its ramp.</summary>
    public static RolloutPlan Ramp(string model, RolloutStatus? last, int step)
    {
        RolloutPlan plan = RequireCanary(model, last);
        if (step < 0 || step >= plan.Steps.Count)
            throw new RegistryException($"The canary of model '{model}' has steps 1 to {plan.Steps.Count}, and no step {step + 1}. Promote it, or name one of these.");
        return plan with { Step = step, Variants = Split(plan.Variants[0].Version, plan.Variants[1].Version, plan.Steps[step].Share) };
    }

    /// <summary>The plan with other shares for the variants of its bandit.</summary>
    public static RolloutPlan Reweigh(string model, RolloutStatus? last, IReadOnlyList<double> shares)
    {
        RolloutPlan plan = RequireRunning(model, last);
        if (plan.Bandit is not { } bandit)
            throw new RegistryException($"The shares of rollout '{plan.Name}' of model '{model}' were fixed when it began. End it, and start a test with a bandit (TestStart.Bandit).");
        if (shares.Count != plan.Variants.Count || Math.Abs(shares.Sum() - 1) > SumTolerance || shares.Any(share => !(share >= bandit.Floor - SumTolerance)))
        {
            throw new RegistryException(string.Create(CultureInfo.InvariantCulture,
                $"The shares {string.Join(", ", shares)} do not do for the {plan.Variants.Count} variants of model '{model}': one for each, none below {bandit.Floor}, together 1."));
        }

        return plan with { Variants = [.. plan.Variants.Select((variant, index) => variant with { Share = shares[index] })] };
    }

    /// <summary>The plan of the canary that is running.</summary>
    /// <exception cref="RegistryNotFoundException">None is.</exception>
    public static RolloutPlan RequireCanary(string model, RolloutStatus? last) =>
        last?.Plan is { IsRunning: true, Kind: RolloutKind.Canary } plan ? plan : throw NotRunning(model, "canary", last);

    /// <summary>The plan of the rollout that is running.</summary>
    /// <exception cref="RegistryNotFoundException">None is.</exception>
    public static RolloutPlan RequireRunning(string model, RolloutStatus? last) =>
        last?.Plan is { IsRunning: true } plan ? plan : throw NotRunning(model, "rollout", last);

    private static IReadOnlyList<RolloutVariant> Split(string champion, string challenger, double share) =>
        [new(ModelAlias.Champion, champion, 1 - share), new("canary", challenger, share)];

    // Unique: whoever comes second with the same number before it is refused by compare-and-set.
    private static string NameOf(string model, string what, RolloutStatus? last) =>
        string.Create(CultureInfo.InvariantCulture, $"{model}:{what}:{(last?.Sequence ?? 0) + 1}");

    private static void CheckRamp(CanaryStart start)
    {
        if (start.Steps is not { Count: > 0 })
            throw new RegistryException($"The canary of model '{start.Model}' has no steps. Give one share at least, such as 0.05 for 10 minutes.");
        double before = 0;
        foreach (RampStep step in start.Steps)
        {
            if (!(step.Share > before && step.Share < 1))
                throw new RegistryException(string.Create(CultureInfo.InvariantCulture, $"A step of the canary of model '{start.Model}' has share {step.Share} after {before}; shares must grow, and lie above 0 and below 1: the champion is what the challenger is compared with."));
            if (step.Duration < TimeSpan.Zero)
                throw new RegistryException($"A step of the canary of model '{start.Model}' lasts {step.Duration}; it must be 0 or more.");
            before = step.Share;
        }
    }

    private static void CheckVariants(TestStart start, string champion)
    {
        if (start.Variants is not { Count: >= 2 })
            throw new RegistryException($"The test of model '{start.Model}' has {start.Variants?.Count ?? 0} variants; it needs two or more, the champion's first.");
        foreach (RolloutVariant variant in start.Variants)
        {
            if (string.IsNullOrWhiteSpace(variant.Name))
                throw new RegistryException($"A variant of the test of model '{start.Model}' has no name. Give each its own, such as \"A\".");
            if (string.IsNullOrWhiteSpace(variant.Version))
                throw new RegistryException($"Variant '{variant.Name}' of the test of model '{start.Model}' has no version. Say which one answers its share.");
            if (!(variant.Share > 0 && variant.Share < 1))
                throw new RegistryException(string.Create(CultureInfo.InvariantCulture, $"Variant '{variant.Name}' of the test of model '{start.Model}' has share {variant.Share}; it must lie above 0 and below 1."));
        }

        if (start.Variants.DistinctBy(static variant => variant.Name).Count() < start.Variants.Count)
            throw new RegistryException($"The test of model '{start.Model}' has two variants of one name: {Names(start.Variants.Select(static variant => variant.Name))}.");
        if (start.Variants.DistinctBy(static variant => variant.Version).Count() < start.Variants.Count)
            throw new RegistryException($"The test of model '{start.Model}' has two variants of one version: {Names(start.Variants.Select(static variant => variant.Version))}. Records tell variants apart by their version.");
        if (start.Variants[0].Version != champion)
            throw new RegistryException($"The first variant of the test of model '{start.Model}' is version '{start.Variants[0].Version}', and '{champion}' is champion. Put the champion's variant first: calls that no other variant takes are its.");
        double sum = start.Variants.Sum(static variant => variant.Share);
        if (Math.Abs(sum - 1) > SumTolerance)
        {
            throw new RegistryException(string.Create(CultureInfo.InvariantCulture,
                $"The shares of the test of model '{start.Model}' sum to {sum}, not to 1: {string.Join(", ", start.Variants.Select(static variant => FormattableString.Invariant($"{variant.Name} {variant.Share}")))}. Correct them."));
        }
    }

    private static void CheckHint(Bucketing bucketing, string? hint)
    {
        if ((bucketing == Bucketing.FeatureManagement) != (hint is not null))
        {
            throw new RegistryException(bucketing == Bucketing.FeatureManagement
                ? "Bucketing as Microsoft.FeatureManagement needs the allocation's hint: its seed, or \"allocation\\n\" and the feature's name."
                : $"The hint '{hint}' is for bucketing as Microsoft.FeatureManagement, and the native one is asked for. Leave it out, or set Bucketing.FeatureManagement.");
        }
    }

    private static RolloutStatus? RefuseSecond(string model, IReadOnlyList<RegistryEvent> events)
    {
        RolloutStatus? last = RolloutStatus.From(events);
        return last is { Plan.IsRunning: true }
            ? throw new RegistryConflictException($"Model '{model}' has a rollout already, '{last.Plan.Name}' with {Names(last.Plan.Variants.Select(static variant => variant.Version))}, started at {last.StartedAt:u} by {last.Actor}. One at a time: {(last.Plan.Kind == RolloutKind.Test ? $"stop it first (modelops test stop {model})" : $"promote or abort it first (modelops canary promote|abort {model})")}.")
            : last;
    }

    private static void RefuseFrozen(string model, IReadOnlyList<RegistryEvent> events)
    {
        if (PromotionRules.FreezeOf(events) is { } freeze)
            throw new RegistryRefusedException($"Model '{model}' is frozen since {freeze.Time:u} by {freeze.Actor}: {freeze.Reason}. Thaw it first (modelops models thaw), or name who decides against it (Override, --override NAME).");
    }

    private static void RefuseRejected(string model, string version, IReadOnlyList<RegistryEvent> events)
    {
        if (VersionFacts.From(events, version).Rejection is { } rejection)
            throw new RegistryRefusedException($"Version '{version}' of model '{model}' was rejected at {rejection.Time:u} by {rejection.Actor}: {rejection.Reason}. It is not tried again by itself: register a better one, or name who decides against it (Override, --override NAME).");
    }

    private static void RefuseInCoolDown(string model, RolloutStatus? last, DateTimeOffset now)
    {
        if (last?.Plan.State == RolloutState.RolledBack && last.ChangedAt + last.Plan.Conduct.CoolDown is var end && now < end)
            throw new RegistryRefusedException($"A canary of model '{model}' was rolled back at {last.ChangedAt:u}, and none starts before {end:u} (CanaryConduct.CoolDown is {last.Plan.Conduct.CoolDown}). Wait, or name who decides against it (Override, --override NAME).");
    }

    private static RegistryNotFoundException NotRunning(string model, string what, RolloutStatus? last) => new(last is null
        ? $"Model '{model}' has no {what}. Start one (modelops canary start {model} VERSION --reason WHY)."
        : $"Model '{model}' has no {what} that is running: '{last.Plan.Name}' is {last.Plan.State} since {last.ChangedAt:u}.");

    private static string Names(IEnumerable<string>? names)
    {
        string list = string.Join(", ", names?.Select(static name => $"'{name}'") ?? []);
        return list.Length == 0 ? "none" : list;
    }
}
