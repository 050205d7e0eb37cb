using MLOps.Sdk.Statistics.Detectors;

namespace MLOps.Sdk.Cli.Detection;

/// <summary>What a detector said of a stream; rows count from 0.</summary>
/// <param name="Rows">The rows of the stream.</param>
/// <param name="Warnings">The first row of the warning zone, once before each drift.</param>
/// <param name="Drifts">The rows at which a drift was found.</param>
internal sealed record DetectionResult(long Rows, IReadOnlyList<long> Warnings, IReadOnlyList<long> Drifts);

/// <summary>Runs a detector over a stream.</summary>
internal static class DetectionRun
{
    /// <param name="values">The stream.</param>
    /// <param name="from">The first row that is watched.</param>
    /// <param name="add">The detector.</param>
    /// <exception cref="CommandFault">A value is none that the detector takes.</exception>
    public static DetectionResult Over<T>(IReadOnlyList<T> values, int from, Func<T, ChangeSignal> add)
    {
        var warnings = new List<long>();
        var drifts = new List<long>();
        bool warned = false;
        for (int row = from; row < values.Count; row++)
        {
            switch (Add(row))
            {
                case ChangeSignal.Warning when !warned:
                    warnings.Add(row);
                    warned = true;
                    break;
                case ChangeSignal.Drift:
                    drifts.Add(row);
                    warned = false;
                    break;
            }
        }

        return new DetectionResult(values.Count, warnings, drifts);

        ChangeSignal Add(int row)
        {
            try
            {
                return add(values[row]);
            }
            catch (ArgumentOutOfRangeException fault)
            {
                throw new CommandFault($"Row {row} is {values[row]}: {fault.Message.Split('(')[0].Trim()} Name another column, or another detector.", fault);
            }
        }
    }
}
