using System.Runtime.CompilerServices;
using System.Text;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Serving.Shadows;

namespace MLOps.Sdk.Serving.Routing;

/// <summary>
/// Where the calls of one model go: the champion, the variants with their shares, and who sees them beside. One immutable
/// snapshot, read once a call, so that no call sees half of a decision. A variant holds the keys from where the one before
/// it ends, the champion the rest: a share that grows takes keys from the champion alone.
/// </summary>
internal sealed class Routes<TInput, TOutput>
{
    private readonly ServingVersion<TInput, TOutput>[] _takers; // the variants and, last, the champion
    private readonly ulong[] _ends; // where each variant's places end, of 2^32, ascending
    private readonly ulong _salt;
    private readonly byte[]? _hint; // null: native buckets
    private readonly ShadowLane<TInput, TOutput>[] _shadows;

    private Routes(ServingVersion<TInput, TOutput> champion, ServingVersion<TInput, TOutput>[] variants, ulong[] ends, RolloutPlan? plan)
    {
        _shadows = [];
        Champion = champion;
        _takers = [.. variants, champion];
        _ends = ends;
        _salt = Bucket.SaltOf(plan?.Name ?? "");
        _hint = plan is { Bucketing: Bucketing.FeatureManagement, Hint: { } hint } ? Encoding.UTF8.GetBytes(hint) : null;
    }

    private Routes(Routes<TInput, TOutput> same, ShadowLane<TInput, TOutput>[] shadows)
    {
        Champion = same.Champion;
        _takers = same._takers;
        _ends = same._ends;
        _salt = same._salt;
        _hint = same._hint;
        _shadows = shadows;
    }

    public ServingVersion<TInput, TOutput> Champion { get; }

    /// <summary>Whether all calls go to the champion, and nobody sees them beside.</summary>
    public bool IsPlain => _ends.Length == 0 && _shadows.Length == 0;

    /// <summary>All calls go to one version.</summary>
    public static Routes<TInput, TOutput> Only(ServingVersion<TInput, TOutput> champion) => new(champion, [], [], plan: null);

    /// <summary>Calls are dealt out as planned.</summary>
    /// <param name="champion">Takes the first variant's share, and what is left.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="variants">The versions of the plan's other variants, in its order.</param>
    public static Routes<TInput, TOutput> Of(ServingVersion<TInput, TOutput> champion, RolloutPlan plan, ServingVersion<TInput, TOutput>[] variants)
    {
        var ends = new ulong[variants.Length];
        double end = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            end = Math.Min(end + plan.Variants[i + 1].Share, 1);
            ends[i] = plan.Bucketing == Bucketing.FeatureManagement ? Bucket.FeatureManagementEndOf(end) : Bucket.EndOf(end);
        }

        return new Routes<TInput, TOutput>(champion, variants, ends, plan);
    }

    /// <summary>The same, with shadows that see calls beside.</summary>
    public Routes<TInput, TOutput> With(ShadowLane<TInput, TOutput>[] shadows) => shadows.Length == 0 ? this : new(this, shadows);

    /// <summary>Shows an answered call to the shadows that are to see it.</summary>
    /// <param name="writer">The calling thread's, or null.</param>
    /// <param name="input">What the model was given.</param>
    /// <param name="answer">What the caller gets.</param>
    /// <param name="sequence">The lower half of the prediction's id; 0 when it was not recorded.</param>
    /// <param name="latency">Ticks of the monotonic clock.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mirror(LaneWriter? writer, TInput input, TOutput answer, ulong sequence, long latency)
    {
        foreach (ShadowLane<TInput, TOutput> shadow in _shadows)
        {
            if (shadow.Sees(sequence))
                shadow.HandOver(writer, input, answer, sequence, latency);
        }
    }

    /// <summary>The version that answers this call.</summary>
    /// <param name="input">What the model is given.</param>
    /// <param name="key">Whom calls belong to: the caller's copy, so that reading it need not wait for the snapshot.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ServingVersion<TInput, TOutput> Choose(TInput input, in RouteKey<TInput> key) => _ends.Length == 0 ? Champion : ChooseVariant(input, in key);

    private ServingVersion<TInput, TOutput> ChooseVariant(TInput input, in RouteKey<TInput> key)
    {
        try
        {
            // From within, so that what was read needs no place in memory for a handler to find.
            if (key.Read is { } read && read(input) is { } found)
                return TakerOf(_hint is null ? Bucket.Of(_salt, found) : Bucket.FeatureManagementPlace(found, _hint));
        }
        catch (Exception)
        {
            // A key that cannot be read is none.
        }

        return TakerOf(PlaceOf(key.OfAnyScope()));
    }

    // Places are chance to the processor, too: what is summed need not be guessed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ServingVersion<TInput, TOutput> TakerOf(uint place)
    {
        int taker = 0;
        foreach (ulong end in _ends)
            taker += Unsafe.BitCast<bool, byte>(place >= end);
        return _takers[taker];
    }

    // As Microsoft.FeatureManagement has it, calls without a user are one user; natively they are dealt out by chance.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint PlaceOf(string? key) => _hint is not null ? Bucket.FeatureManagementPlace(key, _hint)
        : key is not null ? Bucket.Of(_salt, key)
        : (uint)(Draw.Next(_salt) >> 32);
}
