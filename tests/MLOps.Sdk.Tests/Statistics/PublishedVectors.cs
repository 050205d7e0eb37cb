using System.Globalization;
using System.Text.Json;

namespace MLOps.Sdk.Tests.Statistics;

/// <summary>Inputs and results that other projects publish in their tests, by id.</summary>
internal sealed class PublishedVectors
{
    private readonly JsonElement _vectors = JsonDocument.Parse(File.ReadAllText(SharedFolder.File("vectors/vectors.json"))).RootElement.GetProperty("vectors");

    /// <summary>Checks a result against the published one, or the recomputed one where none is published.</summary>
    public void Check(string id, double actual)
    {
        JsonElement vector = Find(id);
        JsonElement expected = vector.GetProperty("expected");
        if (expected.ValueKind == JsonValueKind.String)
            Assert.Equal(double.Parse(expected.GetString()!, CultureInfo.InvariantCulture), actual);
        else if (expected.ValueKind == JsonValueKind.Number)
            Assert.Equal(expected.GetDouble(), actual, vector.GetProperty("tolerance").GetDouble());

        // The recomputed value has all its digits where the published one was rounded.
        if (vector.GetProperty("recomputed") is { ValueKind: JsonValueKind.Number } recomputed)
            Assert.Equal(recomputed.GetDouble(), actual, Math.Max(Math.Abs(recomputed.GetDouble()), 1) * 1e-9);
    }

    public double[] Samples(string id, string name) =>
        [.. Find(id).GetProperty("inputs").GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    /// <summary>Counts on both sides by category, or by place where there are no names.</summary>
    public (long[] Reference, long[] Current) Counts(string id, string reference = "reference_counts", string current = "current_counts", Func<string, bool>? taken = null)
    {
        JsonElement inputs = Find(id).GetProperty("inputs");
        Dictionary<string, long> a = ByName(inputs.GetProperty(reference));
        Dictionary<string, long> b = ByName(inputs.GetProperty(current));
        string[] names = [.. a.Keys.Union(b.Keys).Where(taken ?? (_ => true))];
        return ([.. names.Select(n => a.GetValueOrDefault(n))], [.. names.Select(n => b.GetValueOrDefault(n))]);
    }

    public JsonElement Input(string id, string name) => Find(id).GetProperty("inputs").GetProperty(name);

    /// <summary>What is published, or the recomputed value where nothing is.</summary>
    public JsonElement Expected(string id) => Find(id).GetProperty("expected") is { ValueKind: not JsonValueKind.Null } expected ? expected : Find(id).GetProperty("recomputed");

    /// <summary>Row numbers under a name.</summary>
    public IEnumerable<int> Rows(string id, string name) => Find(id).GetProperty(name).EnumerateArray().Select(v => v.GetInt32());

    /// <summary>The values of a detector's stream.</summary>
    public double[] Stream(string id) =>
        SharedFolder.Numbers(File.ReadAllText(SharedFolder.File("vectors/" + Input(id, "file").GetString())).Split([',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The arrays of a data file, one a line.</summary>
    public static double[][] Rows(string file) =>
        [.. File.ReadAllLines(SharedFolder.File($"vectors/data/{file}")).Where(l => l.Length > 0).Select(l => SharedFolder.Numbers(l.Split(',')))];

    private JsonElement Find(string id) => _vectors.EnumerateArray().Single(v => v.GetProperty("id").GetString() == id);

    private static Dictionary<string, long> ByName(JsonElement counts) => counts.ValueKind == JsonValueKind.Object
        ? counts.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt64())
        : counts.EnumerateArray().Select((v, i) => (v, i)).ToDictionary(p => p.i.ToString(CultureInfo.InvariantCulture), p => p.v.GetInt64());
}
