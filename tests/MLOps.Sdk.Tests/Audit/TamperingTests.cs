using MLOps.Sdk.Audit;
using MLOps.Sdk.Benchmarks.Chain;

namespace MLOps.Sdk.Tests.Audit;

public sealed class TamperingTests
{
    private const int Trials = 25;

    public static TheoryData<string> Operators => [.. Enum.GetNames<TamperOperator>()];

    public static TheoryData<string> UnseenWithoutCheckpoint => [nameof(TamperOperator.RollBack), nameof(TamperOperator.Rechain)];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_kind_of_tampering_is_found_with_a_checkpoint_kept_outside(string act)
    {
        using var directory = new TemporaryDirectory();
        using var tampering = new Tampering(directory.Path);
        for (int seed = 0; seed < Trials; seed++)
            Assert.True(tampering.Try(Enum.Parse<TamperOperator>(act), seed).WithCheckpoint is not null, $"{act} with seed {seed} was not found.");
        Assert.Null(tampering.VerifyUntouched());
    }

    [Theory]
    [MemberData(nameof(UnseenWithoutCheckpoint))]
    public void A_store_put_back_and_a_chain_made_anew_cannot_be_told_without_a_checkpoint(string act)
    {
        using var directory = new TemporaryDirectory();
        using var tampering = new Tampering(directory.Path);
        for (int seed = 0; seed < Trials; seed++)
            Assert.Null(tampering.Try(Enum.Parse<TamperOperator>(act), seed).Alone);
    }

    [Fact]
    public void The_other_six_are_found_without_one()
    {
        using var directory = new TemporaryDirectory();
        using var tampering = new Tampering(directory.Path);
        foreach (TamperOperator act in Enum.GetValues<TamperOperator>().Except([TamperOperator.RollBack, TamperOperator.Rechain]))
        {
            for (int seed = 0; seed < Trials; seed++)
                Assert.True(tampering.Try(act, seed).Alone is not null, $"{act} with seed {seed} was not found.");
        }
    }

    [Theory]
    [InlineData(nameof(TamperOperator.Edit), DifferenceKind.Edited)]
    [InlineData(nameof(TamperOperator.Delete), DifferenceKind.Deleted)]
    [InlineData(nameof(TamperOperator.Insert), DifferenceKind.Inserted)]
    [InlineData(nameof(TamperOperator.Reorder), DifferenceKind.Reordered)]
    [InlineData(nameof(TamperOperator.Splice), DifferenceKind.Spliced)]
    [InlineData(nameof(TamperOperator.RollBack), DifferenceKind.RolledBack)]
    [InlineData(nameof(TamperOperator.Rechain), DifferenceKind.Rechained)]
    public void What_was_done_is_named(string act, DifferenceKind kind)
    {
        using var directory = new TemporaryDirectory();
        using var tampering = new Tampering(directory.Path);
        Assert.Contains(Enumerable.Range(0, Trials), seed => tampering.Try(Enum.Parse<TamperOperator>(act), seed).WithCheckpoint?.Kind == kind);
    }

    [Fact]
    public void A_flipped_bit_in_the_file_is_found_and_its_record_named()
    {
        using var directory = new TemporaryDirectory();
        using var flips = new BitFlips(directory.Path);
        for (int seed = 0; seed < 100; seed++)
            Assert.True(flips.Try(seed), $"Seed {seed} was not found.");
    }
}
