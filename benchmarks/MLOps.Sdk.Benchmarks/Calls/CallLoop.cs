using System.Runtime.CompilerServices;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Benchmarks.Calls;

/// <summary>Calls a predictor as an app does: through the interface, taking the value of a call that has completed.</summary>
internal static class CallLoop
{
    /// <summary>Records that fit into a lane of any benchmark before somebody must empty it.</summary>
    public const int Calls = 1_000;

    /// <summary>Calls.</summary>
    /// <remarks>
    /// Optimised at once, without a profile, and not as a part of its caller: otherwise the compiler could know or guess
    /// some of the predictors that are compared, and call only those without going through the interface.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static float Predict<TInput>(IPredictor<TInput, float> predictor, TInput input, int calls)
    {
        float sum = 0;
        for (int i = 0; i < calls; i++)
        {
            ValueTask<Prediction<float>> call = predictor.PredictAsync(input);
            if (call.IsCompletedSuccessfully)
                sum += call.Result.Value;
        }

        return sum;
    }

    /// <summary>Does to a channel what its reader does when everything is stored.</summary>
    public static void Empty(PredictionChannel channel)
    {
        foreach (RingLane lane in channel.Ring.Lanes)
            lane.Release(lane.Tail, 0);
    }
}
