using System.Globalization;

namespace MLOps.Sdk.Cli.Detection;

/// <summary>
/// The parameters of a detector: what the command line sets, over defaults. Names are compared without regard to case,
/// dashes and underscores, so that those of other libraries work.
/// </summary>
internal sealed class DetectorSettings
{
    private readonly Dictionary<string, KeyValuePair<string, string>> _set = new(StringComparer.Ordinal);

    public DetectorSettings(string detector, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        Detector = detector;
        foreach (KeyValuePair<string, string> pair in pairs)
            _set[Plain(pair.Key)] = pair;
    }

    public string Detector { get; }

    /// <summary>What was asked for, with the values in force: doubles, longs, booleans and texts.</summary>
    public Dictionary<string, object> Effective { get; } = [];

    public double Number(string name, double otherwise) => Take(name, otherwise, static text =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null, "a number such as 0.002");

    public int Whole(string name, int otherwise) => Take(name, otherwise, static text =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null, "a whole number such as 30");

    public ulong Seed() => (ulong)Take("seed", 1L, static text =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null, "a whole number of 0 or more");

    public bool Truth(string name) => Take(name, false, static text => bool.TryParse(text, out bool value) ? value : null, "true or false");

    public TEnum Word<TEnum>(string name) where TEnum : struct, Enum
    {
        TEnum value = Read(name, default(TEnum), static text => Enum.TryParse(text, ignoreCase: true, out TEnum parsed) && Enum.IsDefined(parsed) ? parsed : null, $"one of {string.Join(", ", Enum.GetNames<TEnum>()).ToLowerInvariant()}");
        Effective[name] = value.ToString().ToLowerInvariant();
        return value;
    }

    /// <summary>Throws when something was set that the detector does not have.</summary>
    public void RequireAllKnown()
    {
        HashSet<string> known = [.. Effective.Keys.Select(Plain)];
        if (_set.FirstOrDefault(pair => !known.Contains(pair.Key)) is { Key: not null } unknown)
            throw new UsageFault($"--set {unknown.Value.Key}: {Detector} has no such parameter. It has: {string.Join(", ", Effective.Keys)}.");
    }

    private T Take<T>(string name, T otherwise, Func<string, T?> parse, string wanted) where T : struct
    {
        T value = Read(name, otherwise, parse, wanted);
        Effective[name] = value;
        return value;
    }

    private T Read<T>(string name, T otherwise, Func<string, T?> parse, string wanted) where T : struct
    {
        if (!_set.TryGetValue(Plain(name), out KeyValuePair<string, string> pair))
            return otherwise;
        return parse(pair.Value) ?? throw new UsageFault($"--set {pair.Key} is '{pair.Value}'; it is {wanted}.");
    }

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
}
