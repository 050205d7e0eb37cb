using MLOps.Sdk;
using Quickstart.Payments;

namespace Quickstart.Serving;

/// <summary>Remembers the model that recording wraps, so that it can be timed without recording.</summary>
internal sealed class BareModel
{
    private IPredictor<Payment, float>? _current;

    public IPredictor<Payment, float> Current => _current ?? throw new InvalidOperationException("No version is loaded yet. Start the host first.");

    /// <summary>A layer that changes nothing.</summary>
    public IPredictor<Payment, float> Remember(IPredictor<Payment, float> model) => _current = model;
}
