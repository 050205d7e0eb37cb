namespace MLOps.Sdk.Recording.Frames;

/// <summary>What a frame of the ring holds.</summary>
internal enum FrameKind : byte
{
    /// <summary>Nothing: the rest of the lane before its end.</summary>
    Padding = 1,

    /// <summary>A prediction.</summary>
    Prediction = 2,

    /// <summary>An action or an outcome.</summary>
    Annotation = 3,
}
