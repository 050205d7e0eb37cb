using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Rollout;

namespace MLOps.Sdk.Tests.Rollout;

public sealed class BucketTests
{
    private static readonly ulong Salt = Bucket.SaltOf("fraud 2026-03");

    [Fact]
    public void Keys_are_spread_evenly_and_other_salts_deal_them_out_anew()
    {
        const int Keys = 100_000;
        ulong other = Bucket.SaltOf("fraud 2026-04"), end = Bucket.EndOf(0.1);
        int[] tenths = new int[10];
        int both = 0;
        for (int key = 0; key < Keys; key++)
        {
            string name = $"user-{key}";
            tenths[(int)(Bucket.Of(Salt, name) * 10UL >> 32)]++;
            both += Bucket.Of(Salt, name) < end && Bucket.Of(other, name) < end ? 1 : 0;
        }

        Assert.All(tenths, static count => Assert.InRange(count, 9_600, 10_400));
        Assert.InRange(both, 870, 1_130); // 1 % when they are unrelated
    }

    [Theory]
    [InlineData("u{0:d5}")]
    [InlineData("{0:x3}")]
    [InlineData("tenant/{0:d8}/eu")]
    [InlineData("00000000-0000-0000-0000-{0:d12}")]
    [InlineData("{0:x8}-0000-0000-0000-000000000000")]
    public void Keys_of_any_form_are_spread_as_chance_would(string form)
    {
        const int Places = 50, Salts = 8;
        string[] keys = [.. Enumerable.Range(0, 4_000).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, i))];
        double sum = 0;
        for (int salt = 0; salt < Salts; salt++)
        {
            int[] counts = new int[Places];
            foreach (string key in keys)
                counts[(int)(Bucket.Of(Bucket.SaltOf($"rollout {salt}"), key) * (ulong)Places >> 32)]++;
            sum += counts.Sum(count => Math.Pow(count - (keys.Length / Places), 2) / (keys.Length / (double)Places));
        }

        Assert.InRange(sum, 300, 495); // chi squared of 8 * 49 degrees of freedom, three standard deviations and a half
    }

    [Theory] // computed apart from this code, with whole numbers of any length
    [InlineData("", 59_413_225)]
    [InlineData("bob", 215_672_970)]
    [InlineData("Alice", 3_275_829_152)]
    [InlineData("customer-1000", 803_604_738)]
    [InlineData("a key of more than thirty-two characters", 3_491_182_618)]
    public void A_key_is_in_the_same_place_on_every_machine(string key, uint place) => Assert.Equal(place, Bucket.Of(Salt, key));

    [Fact]
    public void A_key_that_the_challenger_has_stays_when_its_share_grows() =>
        Prop.ForAll<NonNull<string>, byte, byte>((key, a, b) =>
        {
            uint place = Bucket.Of(Salt, key.Get);
            ulong less = Bucket.EndOf(Math.Min(a, b) / 255.0), more = Bucket.EndOf(Math.Max(a, b) / 255.0);
            return place >= less || place < more || less == more;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nobody_is_in_a_share_of_0_and_everybody_in_a_share_of_1()
    {
        Assert.Equal((0UL, 1UL << 32), (Bucket.EndOf(0), Bucket.EndOf(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bucket.EndOf(1.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bucket.EndOf(double.NaN));
    }

    [Theory]
    [InlineData("Alice", "allocation\nMyFlag", 13.36982510)]
    [InlineData("Bob", "allocation\nMyFlag", 23.39870998)]
    [InlineData("user1", "seed42", 74.45379542)]
    public void Feature_management_puts_users_in_the_same_place(string user, string hint, double percent) =>
        Assert.Equal(percent, Bucket.FeatureManagementPercent(user, hint), 1e-7);
}
