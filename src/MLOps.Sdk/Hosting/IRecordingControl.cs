namespace MLOps.Sdk;

/// <summary>Changes while the app runs what of its models is recorded.</summary>
public interface IRecordingControl
{
    /// <summary>Records every call of a sampled model for a while, such as after an alarm. A model that is not sampled records every call anyway.</summary>
    /// <param name="model">The model's name; one that is not known changes nothing.</param>
    /// <param name="duration">How long from now. A longer one that runs already goes on.</param>
    void RecordAll(string model, TimeSpan duration);
}
