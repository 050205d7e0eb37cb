using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

public sealed class JsonNumberTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(7, "7")]
    [InlineData(-1000000, "-1000000")]
    [InlineData(9007199254740992, "9007199254740992")]
    [InlineData(0.5, "0.5")]
    [InlineData(-12.25, "-12.25")]
    [InlineData(0.000000001, "0.000000001")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(123456789.123, "123456789.123")]
    [InlineData(1.5e-7, "0.00000015")]
    [InlineData(1.2345e-12, "1.2345e-12")]
    [InlineData(1.2345678e25, "1.2345678e25")]
    [InlineData(3e20, "300000000000000000000")]
    [InlineData(double.NaN, "null")]
    [InlineData(double.PositiveInfinity, "1e999")]
    [InlineData(double.NegativeInfinity, "-1e999")]
    public void Numbers_are_written_as_people_write_them(double value, string expected) => Assert.Equal(expected, Write(value));

    [Fact]
    public void A_number_reads_back_bit_by_bit_and_is_no_longer_than_need_be() =>
        Prop.ForAll(Gen.Select(ArbMap.Default.GeneratorFor<(ulong, ulong)>(), Realistic).ToArbitrary(), value =>
        {
            string text = Write(value);
            Assert.Equal(BitConverter.DoubleToUInt64Bits(value), BitConverter.DoubleToUInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)));
            if (!double.IsPow2(value))
                Assert.Equal(Digits(value.ToString("R", CultureInfo.InvariantCulture)).Length, Digits(text).Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Numbers_beside_powers_of_ten_and_two_read_back_bit_by_bit()
    {
        // Among the powers of two are 2⁻²⁵ and 2⁻⁹⁵⁸, of which .NET 10's own shortest form is not the value.
        double[] centres = [.. Enumerable.Range(-40, 81).Select(e => Math.Pow(10, e)), .. Enumerable.Range(-1074, 2098).Select(e => Math.Pow(2, e))];
        foreach (double centre in centres)
        {
            for (long step = -20; step <= 20; step++)
            {
                double value = BitConverter.Int64BitsToDouble(long.Max(0, BitConverter.DoubleToInt64Bits(centre) + step));
                Assert.Equal(value, double.Parse(Write(value), CultureInfo.InvariantCulture));
            }
        }
    }

    // Significands of all lengths, exponents from 1e-36 to 1e36.
    private static double Realistic((ulong Significand, ulong Exponent) bits) =>
        Math.ScaleB((bits.Significand * 0x9E3779B97F4A7C15 >> (int)(bits.Exponent % 60)) | 1, (int)(bits.Exponent * 0x9E3779B97F4A7C15 >> 32) % 150 - 60);

    private static string Digits(string text) => text.Split('e', 'E')[0].Replace(".", "", StringComparison.Ordinal).Trim('0');

    private static string Write(double value)
    {
        Span<byte> text = stackalloc byte[JsonNumber.MaximumLength];
        return Encoding.ASCII.GetString(text[..JsonNumber.Write(value, text)]);
    }
}
