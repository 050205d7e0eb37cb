using System.Globalization;
using System.Text;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime.Format;

/// <summary>
/// Checks a tree ensemble: its arrays fit each other, every branch leads to a node of its tree and never back, and no
/// node looks at a feature that the input does not have. The runtime believes all of that, and would walk in circles
/// or read beside its input.
/// </summary>
internal sealed class OnnxTree
{
    private readonly Dictionary<string, long[]> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lengths = new(StringComparer.Ordinal);
    private string[] _modes = [];

    /// <summary>Takes in an attribute of the node.</summary>
    public void Read(ReadOnlySpan<byte> attribute)
    {
        string name = "";
        var numbers = new List<long>();
        var texts = new List<string>();
        int floats = 0;
        var reader = new ProtobufReader(attribute);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case AttributeFields.Name:
                    name = Encoding.UTF8.GetString(OnnxContent.Require(reader));
                    break;
                case AttributeFields.Integers:
                    ReadNumbers(reader, numbers);
                    break;
                case AttributeFields.Floats:
                    floats += reader.Content.Length / sizeof(float);
                    break;
                case AttributeFields.Strings:
                    texts.Add(Encoding.UTF8.GetString(OnnxContent.Require(reader)));
                    break;
            }
        }

        if (numbers.Count > 0)
            _numbers[name] = [.. numbers];
        _lengths[name] = numbers.Count + floats + texts.Count;
        if (name == "nodes_modes")
            _modes = [.. texts];
    }

    /// <exception cref="ModelLoadException">It is not a forest.</exception>
    public void Verify(int inputColumns)
    {
        if (!_lengths.ContainsKey("nodes_nodeids"))
            return; // TreeEnsemble of ai.onnx.ml 5 says its trees otherwise, and the runtime checks those
        int count = _modes.Length;
        long[] trees = Array("nodes_treeids", count), nodes = Array("nodes_nodeids", count), features = Array("nodes_featureids", count);
        long[] yes = Array("nodes_truenodeids", count), no = Array("nodes_falsenodeids", count);
        if (_lengths.TryGetValue("nodes_values", out int values) && values != 0 && values != count)
            throw Refused(string.Create(CultureInfo.InvariantCulture, $"it has {count} nodes and {values} thresholds"));

        var places = new Dictionary<(long, long), int>(count);
        for (int i = 0; i < count; i++)
        {
            if (!places.TryAdd((trees[i], nodes[i]), i))
                throw Refused(string.Create(CultureInfo.InvariantCulture, $"node {nodes[i]} of tree {trees[i]} is there twice"));
        }

        RefuseCircles(trees, yes, no, places);
        RefuseFeatures(features, inputColumns);
        foreach (string leaf in (ReadOnlySpan<string>)["class", "target"])
            RefuseLostLeaves(leaf, places);
    }

    private void RefuseFeatures(long[] features, int inputColumns)
    {
        for (int i = 0; i < features.Length; i++)
        {
            if (_modes[i] != "LEAF" && (features[i] < 0 || (inputColumns > 0 && features[i] >= inputColumns)))
                throw Refused(string.Create(CultureInfo.InvariantCulture, $"a node looks at feature {features[i]} of {inputColumns}"));
        }
    }

    /// <summary>Every node has one parent at most, and a walk that starts at those without one meets every node: so there is no circle.</summary>
    private void RefuseCircles(long[] trees, long[] yes, long[] no, Dictionary<(long, long), int> places)
    {
        int[] parents = new int[_modes.Length];
        var next = new (int Yes, int No)[_modes.Length];
        for (int i = 0; i < _modes.Length; i++)
        {
            if (_modes[i] == "LEAF")
                continue;
            if (!places.TryGetValue((trees[i], yes[i]), out next[i].Yes) || !places.TryGetValue((trees[i], no[i]), out next[i].No))
                throw Refused(string.Create(CultureInfo.InvariantCulture, $"a branch of tree {trees[i]} leads to a node that is not there"));
            parents[next[i].Yes]++;
            parents[next[i].No]++;
        }

        var open = new Stack<int>();
        var roots = new HashSet<long>();
        for (int i = 0; i < parents.Length; i++)
        {
            if (parents[i] == 0)
            {
                open.Push(i);
                if (!roots.Add(trees[i]))
                    throw Refused(string.Create(CultureInfo.InvariantCulture, $"tree {trees[i]} has two roots"));
            }
            else if (parents[i] > 1)
            {
                throw Refused(string.Create(CultureInfo.InvariantCulture, $"two branches of tree {trees[i]} lead to one node"));
            }
        }

        int met = 0;
        for (; open.TryPop(out int node); met++)
        {
            if (_modes[node] == "LEAF")
                continue;
            open.Push(next[node].Yes);
            open.Push(next[node].No);
        }

        if (met != parents.Length)
            throw Refused("a tree runs in a circle");
    }

    private void RefuseLostLeaves(string kind, Dictionary<(long, long), int> places)
    {
        if (!_lengths.TryGetValue($"{kind}_nodeids", out int count))
            return;
        long[] trees = Array($"{kind}_treeids", count), nodes = Array($"{kind}_nodeids", count), ids = Array($"{kind}_ids", count);
        if (_lengths.GetValueOrDefault($"{kind}_weights") != count)
            throw Refused(string.Create(CultureInfo.InvariantCulture, $"it has {count} leaves and {_lengths.GetValueOrDefault($"{kind}_weights")} weights"));
        int classes = kind == "class" ? Math.Max(_lengths.GetValueOrDefault("classlabels_int64s"), _lengths.GetValueOrDefault("classlabels_strings")) : int.MaxValue;
        for (int i = 0; i < count; i++)
        {
            if (!places.TryGetValue((trees[i], nodes[i]), out int place) || _modes[place] != "LEAF")
                throw Refused(string.Create(CultureInfo.InvariantCulture, $"a weight belongs to node {nodes[i]} of tree {trees[i]}, which is not a leaf"));
            if (ids[i] < 0 || ids[i] >= classes)
                throw Refused(string.Create(CultureInfo.InvariantCulture, $"a leaf votes for class {ids[i]} of {classes}"));
        }
    }

    private long[] Array(string name, int length) => _numbers.GetValueOrDefault(name) is { } numbers && numbers.Length == length
        ? numbers
        : throw Refused(string.Create(CultureInfo.InvariantCulture, $"{name} has {_lengths.GetValueOrDefault(name)} entries, not {length}"));

    private static void ReadNumbers(ProtobufReader reader, List<long> numbers)
    {
        if (reader.Type == WireType.Varint)
        {
            numbers.Add((long)reader.Number);
            return;
        }

        var packed = new PackedNumbers(OnnxContent.Require(reader));
        while (packed.Read())
            numbers.Add(packed.Number);
        if (packed.IsBroken)
            throw OnnxContent.Refused("a list of numbers is damaged");
    }

    private static ModelLoadException Refused(string reason) => OnnxContent.Refused($"its tree ensemble contradicts itself: {reason}");
}
