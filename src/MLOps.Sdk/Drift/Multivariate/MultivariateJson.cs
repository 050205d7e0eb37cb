using System.Text.Json;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Multivariate;

namespace MLOps.Sdk.Drift.Multivariate;

/// <summary>How features go together as JSON, for profiles: what was learned of the rows, and none of them.</summary>
internal static class MultivariateJson
{
    public static void Write(Utf8JsonWriter json, MultivariateReference reference)
    {
        json.WriteStartObject();
        json.WriteStartArray("features");
        foreach (string feature in reference.Features)
            json.WriteStringValue(feature);
        json.WriteEndArray();
        WriteArray(json, "means", reference.Means);
        WriteArray(json, "scales", reference.Scales);
        json.WriteStartObject("subspace");
        PrincipalSubspace subspace = reference.Subspace!;
        WriteArray(json, "means", subspace.Means);
        WriteArray(json, "scales", subspace.Scales);
        json.WriteNumber("explained", subspace.Explained);
        json.WriteStartArray("components");
        for (int component = 0; component < subspace.Components; component++)
        {
            for (int feature = 0; feature < subspace.Features; feature++)
                json.WriteNumberValue(subspace.WeightOf(component, feature));
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("errors");
        NumericJson.Write(json, reference.Errors.Numeric!);
        json.WriteEndObject();
        json.WriteStartObject("kernel");
        json.WriteNumber("width", reference.Fourier.Bandwidth);
        json.WriteNumber("seed", reference.Fourier.Seed);
        json.WriteNumber("rows", reference.Mean.Rows);
        WriteArray(json, "sums", reference.Mean.Sums);
        WriteArray(json, "centre", reference.Mean.Centre);
        WriteArray(json, "powers", [reference.Test.First, reference.Test.Second, reference.Test.Third]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static MultivariateReference Read(JsonElement json)
    {
        string[] features = [.. json.GetProperty("features").EnumerateArray().Select(static name => name.GetString()!)];
        JsonElement kernel = json.GetProperty("kernel");
        double[] sums = Numbers(kernel, "sums");
        var fourier = new FourierFeatures(features.Length, kernel.GetProperty("width").GetDouble(), sums.Length, kernel.GetProperty("seed").GetInt32());
        double[] powers = Numbers(kernel, "powers");
        return new MultivariateReference(
            null, [.. features], Numbers(json, "means", features.Length), Numbers(json, "scales", features.Length), Subspace(json.GetProperty("subspace"), features.Length),
            NumericJson.Read(json.GetProperty("errors")), new FourierMean(fourier, sums, Numbers(kernel, "centre"), kernel.GetProperty("rows").GetInt64()),
            new DiscrepancyTest(powers[0], powers[1], powers[2]));
    }

    private static PrincipalSubspace Subspace(JsonElement json, int features)
    {
        double[] weights = Numbers(json, "components");
        if (weights.Length == 0 || weights.Length % features != 0)
            throw new FormatException($"{weights.Length} weights are no components of {features} features.");
        double[,] components = new double[weights.Length / features, features];
        for (int i = 0; i < weights.Length; i++)
            components[i / features, i % features] = weights[i];
        return new PrincipalSubspace(Numbers(json, "means", features), Numbers(json, "scales", features), components, json.GetProperty("explained").GetDouble());
    }

    private static void WriteArray(Utf8JsonWriter json, string name, ReadOnlySpan<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static double[] Numbers(JsonElement json, string name, int? length = null)
    {
        double[] numbers = [.. json.GetProperty(name).EnumerateArray().Select(static value => value.GetDouble())];
        return length is null || numbers.Length == length ? numbers : throw new FormatException($"'{name}' has {numbers.Length} numbers for {length} features.");
    }
}
