using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Rules;
using MLOps.Sdk.Rollout.Canaries;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Rollout;

/// <summary>
/// Starts, ramps and ends rollouts. The decision is kept in the registry, by compare-and-set and as an event with who, when
/// and why: every app that follows the registry acts on it, and nobody's decision is lost to somebody else's.
/// </summary>
/// <param name="registry">The registry, of any provider.</param>
/// <param name="time">The clock of cool-downs.</param>
public sealed class Rollouts(IModelRegistry registry, TimeProvider time)
{
    /// <summary>The model's last rollout, running or ended; null when there was none.</summary>
    public async ValueTask<RolloutStatus?> FindAsync(string model, CancellationToken cancellationToken = default) =>
        RolloutStatus.From(await registry.GetHistoryAsync(model, cancellationToken).ConfigureAwait(false));

    /// <summary>How the model's running rollout does, by what all instances of the app counted in its step.</summary>
    /// <param name="status">The rollout, from <see cref="FindAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when it is not running, or where the registry carries no counts (<see cref="ISharedNotes"/>).</returns>
    /// <exception cref="RegistryException">What an instance counted cannot be read.</exception>
    public async ValueTask<CanaryReport?> ReportAsync(RolloutStatus status, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.Plan.IsRunning && registry is ISharedNotes notes
            ? await SharedReport.ReadAsync(notes, status, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>Starts a canary: from now on a version answers the first step's share of the calls.</summary>
    /// <exception cref="RegistryException">Something is wrong with it.</exception>
    /// <exception cref="RegistryConflictException">A rollout of the model is running already.</exception>
    /// <exception cref="RegistryNotFoundException">There is no such model or version, or no champion to compare it with.</exception>
    /// <exception cref="RegistryRefusedException">The version is rejected, the model frozen, or a rollback was just now, and nobody decides against that.</exception>
    public async ValueTask<RolloutStatus> StartCanaryAsync(CanaryStart start, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        CheckVersion(start.Model, start.Version, "canary");
        string champion = await RequireChampionAsync(start.Model, cancellationToken).ConfigureAwait(false);
        await RequireVersionAsync(start.Model, start.Version, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(start.Model, start.Reason, start.Actor,
            (_, events) => new Change(RolloutChange.Start(start, champion, events, time.GetUtcNow()), start.Version), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a test of named variants with fixed shares.</summary>
    /// <inheritdoc cref="StartCanaryAsync"/>
    public async ValueTask<RolloutStatus> StartTestAsync(TestStart start, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        RegistryName.CheckModel(start.Model);
        string champion = await RequireChampionAsync(start.Model, cancellationToken).ConfigureAwait(false);
        foreach (RolloutVariant variant in start.Variants ?? [])
        {
            if (!string.IsNullOrWhiteSpace(variant.Version)) // the change says which variant lacks one
                await RequireVersionAsync(start.Model, variant.Version, cancellationToken).ConfigureAwait(false);
        }

        return await ChangeAsync(start.Model, start.Reason, start.Actor,
            (_, events) => new Change(RolloutChange.Start(start, champion, events)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets a version see a sample of the calls beside the one that answers; nobody gets its answers.</summary>
    /// <exception cref="RegistryNotFoundException">There is no such model or version.</exception>
    public async ValueTask<RolloutStatus> StartShadowAsync(ShadowStart start, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        CheckVersion(start.Model, start.Version, "shadow");
        await RequireVersionAsync(start.Model, start.Version, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(start.Model, start.Reason, start.Actor,
            (_, events) => new Change(RolloutChange.Start(start, events)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets a version see no more calls.</summary>
    /// <exception cref="RegistryNotFoundException">It is no shadow of the model.</exception>
    public ValueTask<RolloutStatus> StopShadowAsync(RolloutDecision decision, string version, CancellationToken cancellationToken = default) =>
        DecideAsync(decision, (last, _) => new Change(RolloutChange.StopShadow(decision.Model, version, last)), cancellationToken);

    /// <summary>Takes a canary to another step of its ramp.</summary>
    /// <param name="decision">Why.</param>
    /// <param name="step">The step, from 0; null for the next one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RegistryNotFoundException">No canary is running.</exception>
    public ValueTask<RolloutStatus> RampAsync(RolloutDecision decision, int? step = null, CancellationToken cancellationToken = default) =>
        DecideAsync(decision, (last, _) => new Change(
            RolloutChange.Ramp(decision.Model, last, step ?? ((last?.Plan.Step ?? 0) + 1)), last!.Plan.Challenger!.Version), cancellationToken);

    /// <summary>Deals the calls of a bandit out anew.</summary>
    /// <param name="decision">Why.</param>
    /// <param name="shares">The share of each variant, together 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RegistryException">The shares will not do, or the rollout has no bandit.</exception>
    /// <exception cref="RegistryNotFoundException">No rollout is running.</exception>
    public ValueTask<RolloutStatus> ReweighAsync(RolloutDecision decision, IReadOnlyList<double> shares, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(shares);
        return DecideAsync(decision, (last, _) => new Change(RolloutChange.Reweigh(decision.Model, last, shares)), cancellationToken);
    }

    /// <summary>Makes a canary's version champion, and ends the canary.</summary>
    /// <remarks>The alias moves first: from then on the version answers all calls, whatever becomes of the plan.</remarks>
    /// <exception cref="RegistryNotFoundException">No canary is running.</exception>
    /// <exception cref="RegistryConflictException">Somebody else changed the champion or the rollout.</exception>
    /// <exception cref="RegistryRefusedException">The model's policy, a rejection or a freeze says no, and nobody decides against that.</exception>
    public async ValueTask<RolloutStatus> PromoteAsync(RolloutDecision decision, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decision);
        RolloutStatus? last = await FindAsync(decision.Model, cancellationToken).ConfigureAwait(false);
        RolloutPlan plan = RolloutChange.RequireCanary(decision.Model, last);
        RefuseMoved(decision, last!);
        string champion = plan.Variants[0].Version, challenger = plan.Variants[1].Version;
        ModelVersion? now = await registry.ResolveAsync(decision.Model, ModelAlias.Champion, cancellationToken).ConfigureAwait(false);
        if (now?.Version != challenger) // else it was promoted before, and the plan is still open
        {
            await registry.PromoteAsync(
                new AliasChange(decision.Model, challenger, decision.Reason) { Expected = champion, Actor = decision.Actor, Override = decision.Override }, cancellationToken).ConfigureAwait(false);
        }

        return await DecideAsync(decision with { Expected = last!.Sequence }, (_, _) =>
            new Change(plan with { State = RolloutState.Promoted }, challenger, RolloutChange.Passed), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a canary whose version is worse: in one step the champion answers all calls, and the version counts as rejected.</summary>
    /// <exception cref="RegistryNotFoundException">No canary is running.</exception>
    public ValueTask<RolloutStatus> RollBackAsync(RolloutDecision decision, CancellationToken cancellationToken = default) =>
        DecideAsync(decision, (last, _) =>
        {
            RolloutPlan plan = RolloutChange.RequireCanary(decision.Model, last);
            return new Change(plan with { State = RolloutState.RolledBack }, plan.Challenger!.Version, RolloutChange.Failed);
        }, cancellationToken);

    /// <summary>Ends a rollout without a verdict: the champion answers all calls.</summary>
    /// <exception cref="RegistryNotFoundException">No rollout is running.</exception>
    public ValueTask<RolloutStatus> AbortAsync(RolloutDecision decision, CancellationToken cancellationToken = default) =>
        DecideAsync(decision, (last, _) =>
        {
            RolloutPlan plan = RolloutChange.RequireRunning(decision.Model, last);
            return new Change(plan with { State = RolloutState.Stopped }, plan.Challenger?.Version);
        }, cancellationToken);

    private ValueTask<RolloutStatus> DecideAsync(
        RolloutDecision decision, Func<RolloutStatus?, IReadOnlyList<RegistryEvent>, Change> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return ChangeAsync(decision.Model, decision.Reason, decision.Actor, (last, events) =>
        {
            Change made = change(last, events);
            RefuseMoved(decision, last!);
            return made with { Plan = made.Plan with { Evidence = decision.Evidence } };
        }, cancellationToken);
    }

    private static void RefuseMoved(RolloutDecision decision, RolloutStatus last)
    {
        if (decision.Expected is { } expected && last.Sequence != expected)
            throw new RegistryConflictException($"The rollout of model '{decision.Model}' was changed by {last.Actor} at {last.ChangedAt:u} (event {last.Sequence}, not {expected} as expected). Look at it again, and decide again.");
    }

    private static void CheckVersion(string model, string version, string what)
    {
        RegistryName.CheckModel(model);
        if (string.IsNullOrWhiteSpace(version))
            throw new RegistryException($"The {what} of model '{model}' has no version. Say which one is on trial.");
        RegistryName.CheckVersion(version);
    }

    private async ValueTask<string> RequireChampionAsync(string model, CancellationToken cancellationToken) =>
        (await registry.ResolveAsync(model, ModelAlias.Champion, cancellationToken).ConfigureAwait(false))?.Version
        ?? throw RegistryFault.NoAlias(model, ModelAlias.Champion);

    private async ValueTask RequireVersionAsync(string model, string version, CancellationToken cancellationToken)
    {
        if (await registry.FindAsync(model, version, cancellationToken).ConfigureAwait(false) is not null)
            return;
        IReadOnlyList<ModelVersion> known = await registry.ListVersionsAsync(model, cancellationToken).ConfigureAwait(false);
        throw known.Count == 0 ? RegistryFault.NoModel(model, registry.Location) : RegistryFault.NoVersion(model, version, known.Select(static found => found.Version));
    }

    private async ValueTask<RolloutStatus> ChangeAsync(
        string model, string reason, string? actor, Func<RolloutStatus?, IReadOnlyList<RegistryEvent>, Change> change, CancellationToken cancellationToken)
    {
        IReadOnlyList<RegistryEvent> events = await registry.GetHistoryAsync(model, cancellationToken).ConfigureAwait(false);
        RolloutStatus? last = RolloutStatus.From(events);
        Change made = change(last, events);
        RegistryEvent added = await registry.RecordAsync(new RegistryNote(model, RegistryEventKind.Rollout, reason)
        {
            Version = made.Version,
            Gate = made.Gate,
            Data = made.Plan.ToJson(),
            ExpectedSequence = last?.Sequence ?? 0,
            Actor = actor,
        }, cancellationToken).ConfigureAwait(false);
        return RolloutStatus.From(events.Append(added))!;
    }

    private sealed record Change(RolloutPlan Plan, string? Version = null, string? Gate = null);
}
