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
    private readonly ShadowLane<TInput, TOutput>[] _shadows;
    private readonly byte[]? _hint; // null: native buckets
    private readonly ulong _salt;

    // What most calls look at, without a step by an array: one variant in native buckets, and one shadow.
    private readonly bool _isOne;
    private readonly bool _isShown;
    private readonly ulong _end;
    private readonly Two _two; // the variant, and who takes what it does not
    private readonly ulong _sampleSeed;
    private readonly ulong _sampleThreshold;

    private Routes(
        ServingVersion<TInput, TOutput> champion, ServingVersion<TInput, TOutput>[] takers, ulong[] ends, ulong salt, byte[]? hint, ShadowLane<TInput, TOutput>[] shadows)
    {
        Champion = champion;
        _takers = takers;
        _ends = ends;
        _salt = salt;
        _hint = hint;
        HasLeases = Array.Exists(takers, static taker => taker.Lease is not null);
        _isOne = ends.Length == 1 && hint is null;
        if (_isOne)
            (_end, _two[0], _two[1]) = (ends[0], takers[0], takers[1]);
        _shadows = shadows;
        _isShown = shadows.Length > 0;
        (_sampleSeed, _sampleThreshold) = shadows.Length == 1 ? shadows[0].Sample : (0, ulong.MaxValue); // of several, each is asked
    }

    public ServingVersion<TInput, TOutput> Champion { get; }

    /// <summary>Whether any version that gets calls has a lease to be taken.</summary>
    public bool HasLeases { get; }

    /// <summary>Whether all calls go to the champion, and nobody sees them beside.</summary>
    public bool IsPlain => _ends.Length == 0 && !_isShown;

    /// <summary>All calls go to one version.</summary>
    public static Routes<TInput, TOutput> Only(ServingVersion<TInput, TOutput> champion) => new(champion, [champion], [], salt: 0, hint: null, shadows: []);

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

        byte[]? hint = plan is { Bucketing: Bucketing.FeatureManagement, Hint: { } text } ? Encoding.UTF8.GetBytes(text) : null;
        return new Routes<TInput, TOutput>(champion, [.. variants, champion], ends, Bucket.SaltOf(plan.Name), hint, shadows: []);
    }

    /// <summary>The same, with shadows that see calls beside.</summary>
    public Routes<TInput, TOutput> With(ShadowLane<TInput, TOutput>[] shadows) => shadows.Length == 0 ? this : new(Champion, _takers, _ends, _salt, _hint, shadows);

    /// <summary>Shows an answered call to the shadows that are to see it.</summary>
    /// <param name="writer">The calling thread's, or null.</param>
    /// <param name="input">What the model was given.</param>
    /// <param name="answer">What the caller gets.</param>
    /// <param name="sequence">The lower half of the prediction's id; 0 when it was not recorded.</param>
    /// <param name="latency">Ticks of the monotonic clock.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mirror(LaneWriter? writer, TInput input, TOutput answer, ulong sequence, long latency)
    {
        if (_isShown && (sequence == 0 || ShadowSample.Of(sequence, _sampleSeed) <= _sampleThreshold))
            HandOver(writer, input, answer, sequence, latency);
    }

    /// <summary>The version that answers this call.</summary>
    /// <param name="input">What the model is given.</param>
    /// <param name="key">Whom calls belong to: the caller's copy, so that reading it need not wait for the snapshot.</param>
    /// <remarks>A method of its own: the way of calls without routes is to keep its registers.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ServingVersion<TInput, TOutput> Choose(TInput input, in RouteKey<TInput> key)
    {
        if (!_isOne)
            return ChooseOfAny(input, in key);
        return key.Read is { } read && RouteKey<TInput>.KeyOf(read, input) is { } found ? TakerOfTwo(Bucket.Of(_salt, found)) : TakerOf(PlaceOf(key.OfAnyScope()));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void HandOver(LaneWriter? writer, TInput input, TOutput answer, ulong sequence, long latency)
    {
        foreach (ShadowLane<TInput, TOutput> shadow in _shadows)
        {
            if (shadow.Sees(sequence))
                shadow.HandOver(writer, input, answer, sequence, latency);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ServingVersion<TInput, TOutput> ChooseOfAny(TInput input, in RouteKey<TInput> key) =>
        _ends.Length == 0 ? Champion : TakerOf(PlaceOf((key.Read is { } read ? RouteKey<TInput>.KeyOf(read, input) : null) ?? key.OfAnyScope()));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ServingVersion<TInput, TOutput> TakerOf(uint place)
    {
        int taker = 0;
        foreach (ulong end in _ends)
            taker += Unsafe.BitCast<bool, byte>(place >= end);
        return _takers[taker];
    }

    // Places are chance to the processor, too: what is summed need not be guessed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ServingVersion<TInput, TOutput> TakerOfTwo(uint place) =>
        Unsafe.Add(ref Unsafe.As<Two, ServingVersion<TInput, TOutput>>(ref Unsafe.AsRef(in _two)), (nint)Unsafe.BitCast<bool, byte>(place >= _end));

    // As Microsoft.FeatureManagement has it, calls without a user are one user; natively they are dealt out by chance.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint PlaceOf(string? key) => _hint is not null ? Bucket.FeatureManagementPlace(key, _hint)
        : key is not null ? Bucket.Of(_salt, key)
        : (uint)(Draw.Next(_salt) >> 32);

    [InlineArray(2)]
    private struct Two
    {
        private ServingVersion<TInput, TOutput> _first;
    }
}
