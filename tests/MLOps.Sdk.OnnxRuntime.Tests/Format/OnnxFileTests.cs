using System.IO.Compression;
using MLOps.Sdk.OnnxRuntime.Format;
using MLOps.Sdk.OnnxRuntime.Tests.Support;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime.Tests.Format;

public sealed class OnnxFileTests
{
    public static TheoryData<byte[], string> Others { get; } = new()
    {
        { [], "empty" },
        { [0x80, 0x04, 0x95, 0x10, 0, 0, 0], "Python pickle" },
        { "PK\u0003\u0004 and more"u8.ToArray(), "zip archive" },
        { Gzip(Graphs.Logistic), "gzip" },
        { [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10], "HDF5" },
        { "\r\n<!DOCTYPE html><html>404</html>"u8.ToArray(), "HTML" },
        { [0xEF, 0xBB, 0xBF, .. "<?xml version='1.0'?>"u8], "HTML or XML" },
        { "{\"error\":\"not found\"}"u8.ToArray(), "JSON" },
        { "version https://git-lfs.github.com/spec/v1\noid sha256:00\n"u8.ToArray(), "git lfs pull" },
        { [28, 0, 0, 0, .. "TFL3"u8, 0, 0], "TensorFlow Lite" },
        { [28, 0, 0, 0, .. "ORTM"u8, 0, 0], "ORT format" },
        { "a,b\n1,2\n"u8.ToArray(), "not protobuf" },
        { Graphs.Logistic[..^3], "cut off or damaged" },
        { [.. Graphs.Logistic, 0xFF, 0xFF], "cut off or damaged" },
        { [0x08, 0x08, 0x12, 0x01, (byte)'x'], "no graph" },
        { [0x08, 0x08, 0x3A, 0x00], "no opset_import" },
        { [0x3A, 0x00, 0x42, 0x00], "no ir_version" },
        { [0x08, 0x08, 0xF8, 0x01, 0x01], "field 31" },
        { [0x3D, 0, 0, 0, 0], "field 7 of type Fixed32" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void What_is_not_a_model_is_named_before_the_runtime_sees_it(byte[] bytes, string named)
    {
        ModelLoadException fault = Assert.Throws<ModelLoadException>(() => OnnxModel.Load(bytes));

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
        Assert.Contains("Export the model to ONNX", fault.Message, StringComparison.Ordinal);
        Assert.Null(fault.InnerException);
    }

    [Fact]
    public void A_model_passes() => OnnxFile.Verify(Graphs.Logistic);

    [Fact]
    public void A_cut_inside_a_field_is_found()
    {
        byte[] model = Graphs.ThreeClasses;

        // The last field is a second opset_import: without it the file is whole again, and the runtime is the one to refuse it.
        int accepted = Enumerable.Range(0, model.Length).Count(length => IsAccepted(model.AsSpan(0, length)));

        Assert.Equal(1, accepted);
    }

    [Fact]
    public void No_flipped_byte_breaks_the_check()
    {
        byte[] model = Graphs.ThreeClasses;
        for (int i = 0; i < model.Length; i++)
        {
            byte[] flipped = [.. model];
            flipped[i] ^= 0xFF;
            IsAccepted(flipped);
        }

        Assert.True(IsAccepted(model));
    }

    [Fact]
    public void A_model_that_the_runtime_refuses_says_why()
    {
        byte[] unknownOperation = new Quickstart.Onnx.OnnxGraph("g")
            .Input("input", Quickstart.Onnx.OnnxElement.Float, 1).Node("NoSuchOperation", ["input"], "out").Output("out", Quickstart.Onnx.OnnxElement.Float, 1).ToArray();

        ModelLoadException fault = Assert.Throws<ModelLoadException>(() => OnnxModel.Load(unknownOperation));

        Assert.Contains("NoSuchOperation", fault.Message, StringComparison.Ordinal);
        Assert.IsType<OnnxRuntimeException>(fault.InnerException);
    }

    /// <summary>Any fault but the one that a caller is told of escapes and fails the test.</summary>
    private static bool IsAccepted(ReadOnlySpan<byte> bytes)
    {
        try
        {
            OnnxFile.Verify(bytes);
            return true;
        }
        catch (ModelLoadException)
        {
            return false;
        }
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return target.ToArray();
    }
}
