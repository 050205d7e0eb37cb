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
            foreach (byte[][] together in messages.Chunk(CommitmentBatch.AtOnce))
                AssertHashes(batch, together);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(100)]
    public void Any_number_of_messages_that_differ_in_length_is_hashed_side_by_side(int messages)
    {
        var random = new Random(messages);
        byte[][] contents = [.. Enumerable.Range(0, messages).Select(_ => new byte[random.Next(700)])];
        foreach (byte[] content in contents)
            random.NextBytes(content);
        AssertHashes(new CommitmentBatch(messages), contents);
    }

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
