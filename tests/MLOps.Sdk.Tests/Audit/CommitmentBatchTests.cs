using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Audit.Hashing;

namespace MLOps.Sdk.Tests.Audit;

public sealed class CommitmentBatchTests
{
    [Fact]
    public void Messages_of_any_length_have_the_hash_that_the_platform_gives() =>
        Prop.ForAll<byte[][]>(messages =>
        {
            var batch = new CommitmentBatch();
            foreach (byte[][] eight in messages.Chunk(Sha256Lanes.Count))
                AssertHashes(batch, eight);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(119)]
    [InlineData(120)]
    [InlineData(100_000)]
    public void Lengths_around_the_end_of_a_block_are_padded_right(int length)
    {
        byte[] message = new byte[length];
        new Random(length).NextBytes(message);
        AssertHashes(new CommitmentBatch(), message, [], message, [1, 2, 3]);
    }

    [Fact]
    public void A_batch_hashes_again_after_it_was_cleared()
    {
        var batch = new CommitmentBatch();
        Add(batch, [9, 9, 9]);
        batch.Clear();
        AssertHashes(batch, "abc"u8.ToArray());
    }

    private static void AssertHashes(CommitmentBatch batch, params byte[][] messages)
    {
        foreach (byte[] message in messages)
            Add(batch, message);
        Assert.Equal(messages.Length, batch.Hash());
        for (int i = 0; i < messages.Length; i++)
            Assert.Equal(SHA256.HashData(messages[i]), batch.Digests.Slice(i * CommitmentBatch.HashBytes, CommitmentBatch.HashBytes).ToArray());
    }

    private static unsafe void Add(CommitmentBatch batch, byte[] message)
    {
        message.CopyTo(new Span<byte>(batch.Start(message.Length), message.Length));
        batch.Add(message.Length);
    }
}
