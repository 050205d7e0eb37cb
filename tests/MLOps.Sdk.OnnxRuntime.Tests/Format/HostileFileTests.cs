using MLOps.Sdk.Benchmarks.Hostile;
using MLOps.Sdk.OnnxRuntime.Format;
using MLOps.Sdk.OnnxRuntime.Tests.Support;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime.Tests.Format;

public sealed class HostileFileTests
{
    public static TheoryData<string, string> Reasons => new()
    {
        { "pickle, protocol 4", "Python pickle, which runs code" },
        { "tensor data in ../secret", "'../secret', which leads out of the model's folder" },
        { "tensor data in /etc/passwd", "'/etc/passwd', which is an absolute path" },
        { "tensor data in C:\\windows\\system.ini", "which is an absolute path" },
        { "tensor data in link-to-secret", "which is another file, or a link to one" },
        { "tensor data outside, place not said", "its data lie outside the file" },
        { "operator of an unknown domain", "operator 'Run' of the domain 'evil.ops'" },
        { "opset of an unknown domain", "the domain 'evil.ops'" },
        { "EPContext", "opens another file" },
        { "tensor larger than its data", "a tensor of 1000000 elements of 4 bytes has 8 bytes of data" },
        { "tensor of a negative size", "the dimension -1" },
        { "tensor of more elements than there are", "a tensor claims" },
        { "graphs nested 1,000 deep", "nested more than 32 deep" },
        { "tree that runs in a circle", "" },
        { "tree with a branch into nothing", "leads to a node that is not there" },
        { "tree that looks beside its input", "looks at feature 99 of 2" },
        { "tree with a class that is not there", "votes for class 99 of 2" },
        { "tree with a node too few", "nodes_truenodeids has 2 entries, not 3" },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void A_hostile_file_is_refused_with_the_reason(string name, string reason)
    {
        byte[] bytes = HostileFiles.All.Single(file => file.Name == name).Bytes;

        var fault = Assert.Throws<ModelLoadException>(() => OnnxModel.Load(bytes));

        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Null(fault.InnerException); // the runtime has not seen it
    }

    [Fact]
    public void Every_hostile_file_is_refused() =>
        Assert.All(HostileFiles.All, static file => Assert.Throws<ModelLoadException>(() => OnnxFile.Verify(file.Bytes)));

    [Fact]
    public void Damaged_files_are_refused_or_sound_and_never_break_the_check()
    {
        int refused = 0;
        for (int number = 0; number < 2_000; number++)
        {
            try
            {
                OnnxFile.Verify(Mutations.Of(Graphs.ThreeClasses, number));
            }
            catch (ModelLoadException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1_000, 2_000);
    }
}
