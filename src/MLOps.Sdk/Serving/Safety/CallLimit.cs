namespace MLOps.Sdk.Serving.Safety;

/// <summary>Lets so many calls in at once. Safe on any thread; nobody waits.</summary>
internal sealed class CallLimit(string model, int most)
{
    private int _inside;

    /// <summary>Comes in.</summary>
    /// <exception cref="CallRejectedException">As many as may be are inside.</exception>
    public void Enter()
    {
        if (Interlocked.Increment(ref _inside) <= most)
            return;
        Exit();
        throw new CallRejectedException($"{most} calls are inside model '{model}', as many as may be at once (ResilienceOptions.MaximumConcurrency). Call later, or declare a fallback.");
    }

    /// <summary>Goes out.</summary>
    public void Exit() => Interlocked.Decrement(ref _inside);
}
