using System.Diagnostics;
using MLOps.Sdk;
using Quickstart.Payments;

namespace Quickstart.Serving;

/// <summary>Customers pay, and the truth about a fraud arrives when its victim complains.</summary>
internal sealed class Shop(Checkout checkout, IOutcomeRecorder outcomes, IModelOps ops)
{
    /// <summary>Waiting for the store after so many payments keeps the channel from running full: one caller in a loop is faster than a disk.</summary>
    private const int PaymentsBetweenFlushes = 16_000;

    public async Task<ShopDay> ServeAsync(string name, IEnumerable<LabelledPayment> payments)
    {
        var day = new ShopDay(name);
        foreach (LabelledPayment[] crowd in payments.Chunk(PaymentsBetweenFlushes))
        {
            long start = Stopwatch.GetTimestamp();
            foreach (LabelledPayment labelled in crowd)
            {
                Decision decision = await checkout.DecideAsync(labelled.Payment);
                if (labelled.IsFraud)
                    await outcomes.RecordAsync(decision.Prediction, positive: true);
                day.Count(decision, labelled.IsFraud);
            }

            day.Serving += Stopwatch.GetElapsedTime(start);
            await ops.FlushAsync(TimeSpan.FromSeconds(30));
            day.ServingAndStoring += Stopwatch.GetElapsedTime(start);
        }

        return day;
    }
}
