using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Privacy;

namespace MLOps.Sdk.Tests.Privacy;

public sealed class RedactTests
{
    private static readonly byte[] Key = "a key of sixteen"u8.ToArray();

    [Fact]
    public void A_dropped_feature_is_missing_and_is_not_even_read() =>
        Assert.Equal(double.NaN, Redact.Drop<string>(static _ => throw new InvalidOperationException("was read"))("x"));

    [Fact]
    public void A_bucket_holds_the_number_and_starts_at_a_multiple_of_its_width() =>
        Prop.ForAll<int, PositiveInt>(static (number, width) =>
        {
            double bucket = Redact.Bucket<double>(static x => x, width.Get)(number);
            Assert.InRange(number, bucket, bucket + width.Get);
            Assert.Equal(0, bucket % width.Get);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NegativeInfinity)]
    public void A_bucket_without_width_is_refused(double width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Redact.Bucket<double>(static x => x, width));

    [Theory]
    [InlineData("4111111111111111", 4, "************1111")]
    [InlineData("1234567", 4, "*******")]
    [InlineData("12345678", 4, "****5678")]
    [InlineData("", 4, "")]
    [InlineData("secret", 0, "******")]
    [InlineData(null, 4, null)]
    public void A_mask_keeps_the_last_characters_of_texts_that_are_long_enough(string? text, int keep, string? masked) =>
        Assert.Equal(masked, Redact.Mask<string?>(static x => x, keep)(text));

    [Fact]
    public void A_keyed_hash_is_the_same_for_the_same_text_and_key_and_for_nothing_else()
    {
        Func<string, string?> hash = Redact.Hash<string>(static x => x, Key);
        Assert.Equal(hash("anna"), hash("anna"));
        Assert.NotEqual(hash("anna"), hash("Anna"));
        Assert.NotEqual(hash("anna"), Redact.Hash<string>(static x => x, "another key of 16"u8)("anna"));
        Assert.Matches("^[0-9a-f]{32}$", hash("anna"));
        Assert.Null(Redact.Hash<string>(static _ => null, Key)("anna"));
    }

    [Fact]
    public void A_key_that_can_be_guessed_is_refused_with_both_lengths()
    {
        string message = Assert.Throws<ArgumentException>(static () => Redact.Hash<string>(static x => x, "short"u8)).Message;
        Assert.Contains("has 5 bytes", message, StringComparison.Ordinal);
        Assert.Contains("at least 16", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("write to anna.meier+x@mail.example.org, please", "write to [email], please")]
    [InlineData("card 4111 1111 1111 1111 expires", "card [card] expires")]
    [InlineData("IBAN DE89 3704 0044 0532 0130 00.", "IBAN [account].")]
    [InlineData("call +49 30 1234567 today", "call [number] today")]
    [InlineData("from 192.168.10.254 at noon", "from [address] at noon")]
    [InlineData("order 12345, 3 items, 2026", "order 12345, 3 items, 2026")]
    [InlineData("", "")]
    public void What_looks_like_personal_data_gives_its_place_to_a_word(string text, string clean)
    {
        Assert.Equal(clean, Redact.Clean(text));
        Assert.Equal(clean, Redact.Patterns<string>(static x => x)(text));
    }

    [Fact]
    public void Cleaning_a_clean_text_changes_nothing() =>
        Prop.ForAll<NonNull<string>>(static text => Assert.Equal(Redact.Clean(text.Get), Redact.Clean(Redact.Clean(text.Get)))).QuickCheckThrowOnFailure();
}
