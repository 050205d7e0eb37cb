using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Alerts;

/// <summary>
/// Is told of every alert: writes it to a log, sends it to people, rolls a version back. Register as many as needed;
/// each is told of each alert, one alert after the other, off the threads that predict and record.
/// </summary>
/// <remarks>A handler that throws, or takes longer than <see cref="AlertDispatcher.Patience"/>, is logged; the others are told all the same.</remarks>
public interface IAlertHandler
{
    /// <summary>Handles one alert.</summary>
    /// <param name="alert">What was raised; it is stored whatever the handlers do.</param>
    /// <param name="cancellationToken">Cancelled when it takes too long or the app stops.</param>
    ValueTask HandleAsync(Alert alert, CancellationToken cancellationToken);
}
