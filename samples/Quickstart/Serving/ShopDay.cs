using MLOps.Sdk;

namespace Quickstart.Serving;

/// <summary>What happened in the shop in one stretch of the stream.</summary>
internal sealed class ShopDay(string name)
{
    private readonly SortedDictionary<string, int> _answers = [];
    private int _caughtFrauds;
    private int _blockedCustomers;

    public string Name { get; } = name;

    public int Payments { get; private set; }

    public int Frauds { get; private set; }

    /// <summary>The share of the frauds that were blocked; NaN without frauds.</summary>
    public double CaughtShare => (double)_caughtFrauds / Frauds;

    /// <summary>The share of the honest payments that were blocked; NaN without any.</summary>
    public double MistakenShare => (double)_blockedCustomers / (Payments - Frauds);

    public PredictionId LastCaughtFraud { get; private set; }

    /// <summary>Time in the caller's loop.</summary>
    public TimeSpan Serving { get; set; }

    /// <summary>Time until everything was in the store, synced.</summary>
    public TimeSpan ServingAndStoring { get; set; }

    /// <summary>Answers by version.</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    public void Count(Decision decision, bool isFraud)
    {
        string version = decision.Version ?? "?";
        _answers[version] = _answers.GetValueOrDefault(version) + 1;
        Payments++;
        if (isFraud)
            Frauds++;
        if (decision.Blocked && !isFraud)
            _blockedCustomers++;
        if (decision.Blocked && isFraud)
        {
            _caughtFrauds++;
            LastCaughtFraud = decision.Prediction;
        }
    }
}
