using System.Runtime.CompilerServices;
using System.Text;
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
    private static readonly RouteKey<TInput> NoKey = new(read: null);

    private readonly ServingVersion<TInput, TOutput>[] _variants;
    private readonly ulong[] _ends; // of 2^32, ascending
    private readonly RouteKey<TInput> _key;
    private readonly ulong _salt;
    private readonly byte[]? _hint; // null: native buckets
    private readonly ShadowLane<TInput, TOutput>[] _shadows;

    private Routes(ServingVersion<TInput, TOutput> champion, ServingVersion<TInput, TOutput>[] variants, ulong[] ends, RouteKey<TInput> key, RolloutPlan? plan)
    {
        _shadows = [];
        Champion = champion;
        _variants = variants;
        _ends = ends;
        _key = key;
        _salt = Bucket.SaltOf(plan?.Name ?? "");
        _hint = plan is { Bucketing: Bucketing.FeatureManagement, Hint: { } hint } ? Encoding.UTF8.GetBytes(hint) : null;
    }

    private Routes(Routes<TInput, TOutput> same, ShadowLane<TInput, TOutput>[] shadows)
    {
        Champion = same.Champion;
        _variants = same._variants;
        _ends = same._ends;
        _key = same._key;
        _salt = same._salt;
        _hint = same._hint;
        _shadows = shadows;
    }

    public ServingVersion<TInput, TOutput> Champion { get; }

    /// <summary>Whether all calls go to the champion, and nobody sees them beside.</summary>
    public bool IsPlain => _ends.Length == 0 && _shadows.Length == 0;

    /// <summary>All calls go to one version.</summary>
    public static Routes<TInput, TOutput> Only(ServingVersion<TInput, TOutput> champion) => new(champion, [], [], NoKey, plan: null);

    /// <summary>Calls are dealt out as planned.</summary>
    /// <param name="champion">Takes the first variant's share, and what is left.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="variants">The versions of the plan's other variants, in its order.</param>
    /// <param name="key">Whom calls belong to.</param>
    public static Routes<TInput, TOutput> Of(
        ServingVersion<TInput, TOutput> champion, RolloutPlan plan, ServingVersion<TInput, TOutput>[] variants, RouteKey<TInput> key)
    {
        var ends = new ulong[variants.Length];
        double end = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            end = Math.Min(end + plan.Variants[i + 1].Share, 1);
            ends[i] = plan.Bucketing == Bucketing.FeatureManagement ? Bucket.FeatureManagementEndOf(end) : Bucket.EndOf(end);
        }

        return new Routes<TInput, TOutput>(champion, variants, ends, key, plan);
    }

    /// <summary>The same, with shadows that see calls beside.</summary>
    public Routes<TInput, TOutput> With(ShadowLane<TInput, TOutput>[] shadows) => shadows.Length == 0 ? this : new(this, shadows);

    /// <summary>Shows an answered call to the shadows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mirror(TInput input, TOutput answer, ulong sequence, long latency)
    {
        foreach (ShadowLane<TInput, TOutput> shadow in _shadows)
            shadow.Offer(input, answer, sequence, latency);
    }

    /// <summary>The version that answers this call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ServingVersion<TInput, TOutput> Choose(TInput input) => _ends.Length == 0 ? Champion : ChooseVariant(input);

    private ServingVersion<TInput, TOutput> ChooseVariant(TInput input)
    {
        uint place = PlaceOf(_key.Of(input));
        for (int i = 0; i < _ends.Length; i++)
        {
            if (place < _ends[i])
                return _variants[i];
        }

        return Champion;
    }

    // As Microsoft.FeatureManagement has it, calls without a user are one user; natively they are dealt out by chance.
    private uint PlaceOf(string? key) => _hint is not null ? Bucket.FeatureManagementPlace(key, _hint)
        : key is not null ? Bucket.Of(_salt, key)
        : (uint)(Draw.Next(_salt) >> 32);
}
