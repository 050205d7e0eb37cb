using System.Diagnostics;
using MLOps.Sdk;
using Quickstart.Payments;

namespace Quickstart.Serving;

/// <summary>What a call costs its caller, with and without recording.</summary>
/// <param name="Bare">Nanoseconds per call of the model alone.</param>
/// <param name="Recorded">Nanoseconds per call of the same model, recorded and watched.</param>
internal sealed record Overhead(double Bare, double Recorded)
{
    /// <summary>So short that most rounds pass without the thread being interrupted.</summary>
    private const int CallsInRound = 20;

    public double PerCall => Recorded - Bare;

    /// <summary>Takes turns between both, so that whatever else the machine does meets both, and takes the median round of each.</summary>
    public static async Task<Overhead> MeasureAsync(
        IPredictor<Payment, float> bare, IPredictor<Payment, float> recorded, IEnumerable<LabelledPayment> payments)
    {
        var bareRounds = new List<double>();
        var recordedRounds = new List<double>();
        foreach (LabelledPayment[] round in payments.Chunk(CallsInRound))
        {
            bareRounds.Add(await TimeAsync(bare, round));
            recordedRounds.Add(await TimeAsync(recorded, round));
        }

        return new Overhead(Median(bareRounds), Median(recordedRounds));
    }

    private static async Task<double> TimeAsync(IPredictor<Payment, float> model, LabelledPayment[] payments)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (LabelledPayment labelled in payments)
            await model.PredictAsync(labelled.Payment);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / payments.Length;
    }

    private static double Median(List<double> rounds) => rounds.Order().ElementAt(rounds.Count / 2);
}
