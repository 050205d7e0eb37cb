using Quickstart.Onnx;

namespace MLOps.Sdk.Benchmarks.Hostile;

/// <summary>Files that must be refused before native code sees them, and why.</summary>
internal static class HostileFiles
{
    private const int InitializerField = 5, RawData = 9, ExternalData = 13, DataLocation = 14;

    private static readonly string[] Places =
        ["../secret", "a/../../secret", "/etc/passwd", "C:\\windows\\system.ini", "\\\\server\\share\\file", "weights.bin", "link-to-secret", "file:///etc/passwd"];

    public static IEnumerable<(string Name, byte[] Bytes)> All =>
    [
        .. new byte[] { 2, 3, 4, 5 }.Select(static protocol => ($"pickle, protocol {protocol}", (byte[])[0x80, protocol, .. "cposix\nsystem\n(S'id'\ntR."u8])),
        ("zip (PyTorch)", [.. "PK\u0003\u0004"u8, .. new byte[100]]),
        ("HTML", "<html>not found</html>"u8.ToArray()),
        .. Places.Select(static place => ($"tensor data in {place}", ExternalAt(place))),
        ("tensor data outside, place not said", Model(new ProtobufWriter().Number(1, 2).Number(2, 1).Text(8, "w").Number(DataLocation, 1))),
        ("operator of an unknown domain", Node(new OnnxNode("Run", "evil.ops", ["input"], ["out"]))),
        ("EPContext", Node(new OnnxNode("EPContext", "com.microsoft", ["input"], ["out"]).With("ep_cache_context", "/etc/passwd"))),
        ("opset of an unknown domain", [.. Node(new OnnxNode("Identity", "", ["input"], ["out"])), .. new ProtobufWriter().Message(8, new ProtobufWriter().Text(1, "evil.ops").Number(2, 1)).ToArray()]),
        ("tensor larger than its data", Model(new ProtobufWriter().Number(1, 1_000_000).Number(2, 1).Text(8, "w").Bytes(RawData, new byte[8]))),
        ("tensor of a negative size", Model(new ProtobufWriter().Number(1, -1).Number(2, 1).Text(8, "w").Bytes(RawData, new byte[8]))),
        ("tensor of more elements than there are", Model(new ProtobufWriter().Number(1, long.MaxValue).Number(1, long.MaxValue).Number(2, 1).Text(8, "w"))),
        ("graphs nested 1,000 deep", Nested(1_000)),
        .. Trees,
    ];

    private static IEnumerable<(string Name, byte[] Bytes)> Trees =>
    [
        ("tree that runs in a circle", Tree("BRANCH_LEQ", [1, 0, 0], [2, 2, 0])),
        ("tree with a branch into nothing", Tree("LEAF", [7, 0, 0], [2, 0, 0])),
        ("tree that looks beside its input", Tree("LEAF", [1, 0, 0], [2, 0, 0], feature: 99)),
        ("tree with a class that is not there", Tree("LEAF", [1, 0, 0], [2, 0, 0], votesFor: 99)),
        ("tree with a node too few", Tree("LEAF", [1, 0], [2, 0, 0])),
    ];

    private static byte[] ExternalAt(string place) => Model(new ProtobufWriter().Number(1, 2).Number(2, 1).Text(8, "w")
        .Message(ExternalData, new ProtobufWriter().Text(1, "location").Text(2, place)).Number(DataLocation, 1));

    private static byte[] Node(OnnxNode node) => new OnnxGraph("g").Input("input", OnnxElement.Float, 2).Node(node).Output("out", OnnxElement.Float, 2).ToArray();

    /// <summary>input + w, with the tensor as w.</summary>
    private static byte[] Model(ProtobufWriter tensor)
    {
        byte[] graph =
        [
            .. new ProtobufWriter().Message(1, new OnnxNode("Add", "", ["input", "w"], ["out"]).ToMessage()).Text(2, "g").ToArray(),
            .. new ProtobufWriter().Message(InitializerField, tensor).ToArray(),
        ];
        return Wrap(graph);
    }

    private static byte[] Nested(int depth)
    {
        byte[] graph = [];
        for (int i = 0; i < depth; i++)
        {
            ProtobufWriter attribute = new ProtobufWriter().Text(1, "then_branch").Bytes(6, graph);
            graph = new ProtobufWriter().Message(1, new ProtobufWriter().Text(4, "If").Message(5, attribute)).ToArray();
        }

        return Wrap(graph);
    }

    private static byte[] Wrap(byte[] graph) =>
        new ProtobufWriter().Number(1, 8).Bytes(7, graph).Message(8, new ProtobufWriter().Text(1, "").Number(2, 15)).ToArray();

    /// <summary>A root, and two nodes below it.</summary>
    private static byte[] Tree(string middle, long[] yes, long[] no, long feature = 0, long votesFor = 0) => new OnnxGraph("tree")
        .Input("input", OnnxElement.Float, OnnxGraph.Free, 2)
        .Node(new OnnxNode("TreeEnsembleClassifier", OnnxGraph.MachineLearning, ["input"], ["label", "probabilities"])
            .With("nodes_treeids", [0L, 0L, 0L]).With("nodes_nodeids", [0L, 1L, 2L])
            .With("nodes_featureids", [feature, 0L, 0L]).With("nodes_modes", ["BRANCH_LEQ", middle, "LEAF"]).With("nodes_values", [0.5f, 0f, 0f])
            .With("nodes_truenodeids", yes).With("nodes_falsenodeids", no)
            .With("class_treeids", [0L]).With("class_nodeids", [2L]).With("class_ids", [votesFor]).With("class_weights", [1f])
            .With("classlabels_int64s", [0L, 1L]).With("post_transform", "NONE"))
        .Output("label", OnnxElement.Int64, OnnxGraph.Free).Output("probabilities", OnnxElement.Float, OnnxGraph.Free, 2).ToArray();
}
