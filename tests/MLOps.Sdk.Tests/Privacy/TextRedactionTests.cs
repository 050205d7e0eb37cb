using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Privacy;

namespace MLOps.Sdk.Tests.Privacy;

public sealed class TextRedactionTests
{
    private static readonly TextRedaction Hash = TextRedaction.Hash("a key of sixteen"u8);

    [Fact]
    public void A_result_that_is_cut_is_the_beginning_of_the_whole_or_shows_less() =>
        Prop.ForAll<NonNull<string>, PositiveInt>(static (text, room) =>
        {
            foreach (TextRedaction redaction in (TextRedaction[])[TextRedaction.Patterns, TextRedaction.Mask(), TextRedaction.Mask(3)])
            {
                char[] destination = new char[room.Get];
                Assert.True(redaction.TryWrite(text.Get, destination, out int written));
                string cut = new(destination, 0, written), whole = redaction.Apply(text.Get)!;
                Assert.True(whole.StartsWith(cut, StringComparison.Ordinal) || cut.All(static c => c == '*'), $"'{cut}' of '{whole}'");
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Patterns_show_no_part_of_an_address_that_stands_where_the_text_is_cut()
    {
        for (int before = 0; before < 200; before++)
        {
            char[] room = new char[100];
            TextRedaction.Patterns.TryWrite(new string('x', before) + " anna.meier@example.org " + new string('y', 3_000), room, out int written);
            Assert.DoesNotContain("anna", new string(room, 0, written), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Different_texts_have_different_hashes_however_long_they_are()
    {
        string longText = new('x', 100_000);
        Assert.NotEqual(Hash.Apply(longText), Hash.Apply(longText + "y"));
        Assert.True(Hash.KeepsEquality);
        Assert.False(TextRedaction.Mask().KeepsEquality);
    }

    [Theory]
    [InlineData("37", "30")]
    [InlineData("-1", "-10")]
    [InlineData("thirty", null)]
    [InlineData("1e400", null)]
    [InlineData(null, null)]
    public void A_bucket_of_a_text_that_is_no_number_is_nothing(string? text, string? bucket) => Assert.Equal(bucket, TextRedaction.Bucket(10).Apply(text));
}
