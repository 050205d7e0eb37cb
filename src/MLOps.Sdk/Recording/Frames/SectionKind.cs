namespace MLOps.Sdk.Recording.Frames;

/// <summary>
/// An optional part of a frame: its kind (2 bytes), a count (2 bytes), its length (4 bytes), its bytes. A reader skips
/// the kinds it does not know.
/// </summary>
internal enum SectionKind : ushort
{
    Categories = 1,
    Tags = 2,
    Subject = 3,
    RawInput = 4,
    Trace = 5,
    OutputLabel = 6,
    RawOutput = 7,
    ErrorType = 8,
    Text = 9,
    Rule = 10,
    Reviewer = 11,
    Overrides = 12,

    /// <summary>Microseconds since 1970 UTC in eight bytes, little-endian.</summary>
    EventTime = 13,

    /// <summary>Of a recorded input that was cut: the characters it had (eight bytes, little-endian), and its SHA-256 or nothing.</summary>
    InputCut = 14,

    /// <summary>The same of an output.</summary>
    OutputCut = 15,
}
