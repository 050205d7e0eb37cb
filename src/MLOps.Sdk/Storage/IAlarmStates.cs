namespace MLOps.Sdk.Storage;

/// <summary>
/// Keeps what alarms have seen across restarts of the app: an alarm that promises a rate of false alarms for ever must not
/// begin anew with every deployment. Called by the monitors' thread alone; faults are counted as the monitor's.
/// </summary>
/// <remarks>Register another one to keep states elsewhere than beside the embedded store, such as for containers without a disk.</remarks>
public interface IAlarmStates
{
    /// <summary>What was saved last; null when there is nothing, or another process uses it.</summary>
    /// <param name="key">Which alarms: the model, the version and the monitor.</param>
    byte[]? Find(string key);

    /// <summary>Replaces what was saved.</summary>
    void Save(string key, ReadOnlySpan<byte> state);
}
