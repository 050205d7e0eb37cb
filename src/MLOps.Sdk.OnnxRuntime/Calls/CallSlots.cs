using System.Numerics;

namespace MLOps.Sdk.OnnxRuntime.Calls;

/// <summary>
/// The slots of a predictor: bounded, made when first needed, rented without a lock. A thread finds the slot it used before,
/// warm and mostly alone; when all are taken a slot is made for that one call.
/// </summary>
internal sealed class CallSlots : IDisposable
{
    private readonly string _owner;
    private readonly Func<CallSlot> _create;

    // An entry is written once, by compare-and-set; a slot is never taken out again.
    private readonly CallSlot?[] _slots;

    // Written by Interlocked: see CallSlot.Release for the order against the slots' states.
    private int _isClosed;

    /// <summary>Slots for a predictor.</summary>
    /// <param name="owner">The model's name, for messages.</param>
    /// <param name="create">Makes a slot that is taken.</param>
    public CallSlots(string owner, Func<CallSlot> create)
    {
        _owner = owner;
        _create = create;
        _slots = new CallSlot?[Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount * 4), 16, 256)];
    }

    /// <summary>Takes a slot; <see cref="Return"/> it.</summary>
    /// <exception cref="ObjectDisposedException">The slots are closed.</exception>
    public CallSlot Rent()
    {
        CallSlot?[] slots = _slots;
        int home = Environment.CurrentManagedThreadId & (slots.Length - 1);
        CallSlot? slot = Volatile.Read(ref slots[home]); // acquire: the slot's fields were written before it was published
        if (slot is null || !slot.TryTake())
            slot = RentElsewhere(home);
        if (Volatile.Read(ref _isClosed) == 0)
            return slot;

        Return(slot);
        throw Disposed();
    }

    /// <summary>Gives a slot back.</summary>
    public void Return(CallSlot slot)
    {
        if (!slot.IsKept)
        {
            slot.CloseTaken();
            return;
        }

        slot.Release();
        if (Volatile.Read(ref _isClosed) != 0)
            slot.CloseIfFree();
    }

    /// <summary>Refuses new calls and closes every slot: those in use when their calls return.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref _isClosed, 1);
        foreach (ref CallSlot? slot in _slots.AsSpan())
            Volatile.Read(ref slot)?.CloseIfFree();
    }

    private CallSlot RentElsewhere(int home)
    {
        if (Volatile.Read(ref _isClosed) != 0)
            throw Disposed();

        for (int i = 0; i < _slots.Length; i++)
        {
            ref CallSlot? place = ref _slots[(home + i) & (_slots.Length - 1)];
            CallSlot? slot = Volatile.Read(ref place);
            if (slot is null)
            {
                slot = _create();
                slot.IsKept = Interlocked.CompareExchange(ref place, slot, null) is null;
                return slot;
            }

            if (slot.TryTake())
                return slot;
        }

        return _create();
    }

    private ObjectDisposedException Disposed() => new(
        null, $"The predictor of model '{_owner}' is disposed: its version has been replaced or the app is stopping. Ask for the predictor again instead of keeping it.");
}
