namespace MLOps.Sdk.OnnxRuntime;

/// <summary>The class that a model chose, and the probabilities of all classes. Immutable.</summary>
/// <param name="Label">The class; the decimal digits of <paramref name="LabelNumber"/> where the model's classes are numbers.</param>
/// <param name="LabelNumber">The class as a number; null where the model's classes are texts.</param>
/// <param name="Probabilities">The probability of each class, in the order of the model's classes; of a binary classifier P(class 0) and P(class 1).</param>
public readonly record struct Classification(string Label, long? LabelNumber, ReadOnlyMemory<float> Probabilities)
{
    /// <summary>The greatest probability, which is that of the class chosen unless the model decides otherwise; NaN without probabilities.</summary>
    public float Probability
    {
        get
        {
            float greatest = float.NaN;
            foreach (float probability in Probabilities.Span)
                greatest = probability <= greatest ? greatest : probability;
            return greatest;
        }
    }
}
