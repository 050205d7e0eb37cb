using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

/// <summary>What goes in comes out, whichever way SQLite is called.</summary>
public abstract class RoundTripTests : IDisposable
{
    private readonly StoreFixture _store;

    private protected RoundTripTests(NativeSqlite? native) => _store = new StoreFixture(native);

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Everything_in_a_record_comes_back()
    {
        LoggedPrediction found = await _store.SaveAndFind(new RecordDraft
        {
            Time = RecordDraft.Noon + 123_456,
            LatencyNanoseconds = 1_234_567_800,
            Status = PredictionStatus.Failed,
            Variant = PredictionVariant.Canary,
            OutputLabel = "block"u8.ToArray(),
            RawInput = "{\"a\":1}"u8.ToArray(),
            RawOutput = "yes"u8.ToArray(),
            Truncated = true,
            Tags = RecordDraft.Texts("tenant", "acme", "région", "\"ü\""),
            Subject = "customer-7"u8.ToArray(),
            TraceId = Convert.FromHexString("0AF7651916CD43DD8448EB211C80319C"),
            SpanId = Convert.FromHexString("B7AD6B7169203331"),
            ErrorType = "System.TimeoutException"u8.ToArray(),
        });

        Assert.Equal(RecordDraft.IdOf(1), found.Id);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456), found.Time);
        Assert.Equal(("fraud", "v1"), (found.Model, found.Version));
        Assert.Equal((PredictionStatus.Failed, PredictionVariant.Canary), (found.Status, found.Variant));
        Assert.Equal(["amount", "merchant", "hour"], found.Features.Keys);
        Assert.Equal([12.5, "books", 3.0], found.Features.Values);
        Assert.Equal((0.25, "block"), (found.Output, found.OutputLabel));
        Assert.Equal(TimeSpan.FromTicks(12_345_678), found.Latency);
        Assert.Equal(200_000_000, found.CostPicoUnits);
        Assert.Equal(("{\"a\":1}", "yes", true), (found.RawInput, found.RawOutput, found.Truncated));
        Assert.Equal([new("tenant", "acme"), new("région", "\"ü\"")], found.Tags);
        Assert.Equal("customer-7", found.Subject);
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), (found.TraceId, found.SpanId));
        Assert.Equal("System.TimeoutException", found.ErrorType);
    }

    [Fact]
    public async Task What_a_record_does_not_have_is_null_and_not_empty()
    {
        LoggedPrediction found = await _store.SaveAndFind(new RecordDraft
        {
            Cost = null,
            Numbers = [double.NaN, 3],
            Categories = [null],
            Output = double.NaN,
        });

        Assert.Equal([null, null, 3.0], found.Features.Values);
        Assert.Null(found.Output);
        Assert.Null(found.CostPicoUnits);
        Assert.All(
            new[] { found.OutputLabel, found.RawInput, found.RawOutput, found.Subject, found.TraceId, found.SpanId, found.ErrorType }, Assert.Null);
        Assert.Empty(found.Tags);
        Assert.Empty(found.Actions);
        Assert.Empty(found.Outcomes);
    }

    [Fact]
    public async Task Columns_that_were_set_in_one_row_are_empty_in_the_next()
    {
        _store.Save(
            new RecordDraft { Subject = "s"u8.ToArray(), OutputLabel = "l"u8.ToArray(), Tags = RecordDraft.Texts("k", "v"), Truncated = true, Status = PredictionStatus.Failed },
            new RecordDraft { Id = RecordDraft.IdOf(2), Output = double.NaN, Cost = null },
            new RecordDraft { Id = RecordDraft.IdOf(3), Output = 7 });

        LoggedPrediction second = (await _store.Log.FindAsync(RecordDraft.IdOf(2)))!;
        LoggedPrediction third = (await _store.Log.FindAsync(RecordDraft.IdOf(3)))!;

        Assert.Equal((null, null, null, null), (second.Subject, second.OutputLabel, second.Output, second.CostPicoUnits));
        Assert.Equal((false, PredictionStatus.Ok, 0), (second.Truncated, second.Status, second.Tags.Count));
        Assert.Equal((7.0, 200_000_000L), (third.Output, third.CostPicoUnits));
    }

    [Fact]
    public async Task Features_that_could_not_be_read_are_absent()
    {
        LoggedPrediction found = await _store.SaveAndFind(new RecordDraft { Numbers = [], Categories = [] });

        Assert.Empty(found.Features);
    }

    [Fact]
    public async Task An_empty_category_is_not_a_missing_one()
    {
        LoggedPrediction found = await _store.SaveAndFind(new RecordDraft { Categories = [[]] });

        Assert.Equal("", found.Features["merchant"]);
    }

    [Fact]
    public async Task An_empty_tag_is_a_tag()
    {
        LoggedPrediction found = await _store.SaveAndFind(new RecordDraft { Tags = RecordDraft.Texts("k", "", "missing", null) });

        Assert.Equal([new("k", ""), new("missing", "")], found.Tags);
        Assert.Single((await _store.Log.QueryAsync(new PredictionQuery { Tag = ("k", "") })).Predictions);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("null")]
    [InlineData("1e999")]
    [InlineData("nul\0inside")]
    [InlineData("quote\" back\\slash \u0001\u001f")]
    [InlineData("漢字 🦊 \u2028")]
    public async Task Texts_come_back_as_they_were_wherever_they_stand(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        LoggedPrediction found = await _store.SaveAndFind(new RecordDraft
        {
            Categories = [bytes],
            OutputLabel = bytes,
            RawInput = bytes,
            RawOutput = bytes,
            Subject = bytes,
            ErrorType = bytes,
            Tags = [bytes, bytes],
        });

        Assert.Equal(text, found.Features["merchant"]);
        Assert.All(new[] { found.OutputLabel, found.RawInput, found.RawOutput, found.Subject, found.ErrorType }, column => Assert.Equal(text, column));
        Assert.Equal([new(text, text)], found.Tags);
        Assert.Single((await _store.Log.QueryAsync(new PredictionQuery { Subject = text, Tag = (text, text) })).Predictions);
    }

    [Fact]
    public async Task Bytes_that_are_not_text_cost_a_character_and_never_the_row()
    {
        // A lone surrogate as some encoders write it, a cut character, a byte that is never UTF-8.
        byte[] bytes = [(byte)'a', 0xED, 0xA0, 0x80, (byte)'b', 0xE2, 0x82, (byte)'c', 0xFF];
        string expected = Encoding.UTF8.GetString(bytes);

        LoggedPrediction found = await _store.SaveAndFind(new RecordDraft
        {
            Categories = [bytes],
            OutputLabel = bytes,
            RawInput = bytes,
            Subject = bytes,
            Tags = [bytes, bytes],
        });

        Assert.Contains('\uFFFD', expected);
        Assert.Equal(expected, found.Features["merchant"]);
        Assert.All(new[] { found.OutputLabel, found.RawInput, found.Subject }, column => Assert.Equal(expected, column));
        Assert.Equal([new(expected, expected)], found.Tags);
        Assert.Single((await _store.Log.QueryAsync(new PredictionQuery { Tag = (expected, expected) })).Predictions);
    }

    [Fact]
    public async Task Of_a_tag_that_is_given_twice_the_last_value_counts()
    {
        LoggedPrediction found = await _store.SaveAndFind(new RecordDraft { Tags = RecordDraft.Texts("k", "first", "k", "last") });

        Assert.Equal([new("k", "last")], found.Tags);
        Assert.Empty((await _store.Log.QueryAsync(new PredictionQuery { Tag = ("k", "first") })).Predictions);
        Assert.Single((await _store.Log.QueryAsync(new PredictionQuery { Tag = ("k", "last") })).Predictions);
    }

    [Fact]
    public async Task Doubles_of_every_class_come_back_bit_by_bit()
    {
        double[] values =
        [
            0.0, -0.0, 1, -1, 0.1, 1.0 / 3, double.Epsilon, -double.Epsilon, 2.2250738585072014E-308, 2.2250738585072009E-308,
            double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity, 1L << 53, (1L << 53) + 2.0, 1e15, 1e16, 1e17, 1e21, 1e22, 1e-5, 1e-7, 123456.789, 0.000000001,
            9007199.254740991, 9007199.254740993, 0.30000000000000004, 5e-324, Math.PI, -Math.E,
        ];
        _store.Save(values.Select((value, i) => new RecordDraft { Id = RecordDraft.IdOf(i), Numbers = [value, 0], Output = value }));

        for (int i = 0; i < values.Length; i++)
        {
            LoggedPrediction found = (await _store.Log.FindAsync(RecordDraft.IdOf(i)))!;
            AssertSameBits(values[i], (double)found.Features["amount"]!);
            AssertSameBits(values[i], found.Output!.Value);
        }
    }

    [Fact]
    public void Any_double_comes_back_bit_by_bit()
    {
        long next = 0;
        Prop.ForAll(Gen.ArrayOf(Gen.Select(ArbMap.Default.GeneratorFor<ulong>(), AnyClass), 64).ToArbitrary(), values =>
        {
            long first = next;
            next += values.Length;
            _store.Save(values.Select((value, i) => new RecordDraft { Id = RecordDraft.IdOf(first + i), Time = first + i, Numbers = [value, 0], Output = value }));
            IReadOnlyList<LoggedPrediction> found = Last(values.Length);
            for (int i = 0; i < values.Length; i++)
            {
                if (double.IsNaN(values[i]))
                {
                    Assert.Null(found[i].Features["amount"]);
                    Assert.Null(found[i].Output);
                    continue;
                }

                AssertSameBits(values[i], (double)found[i].Features["amount"]!);
                AssertSameBits(values[i], found[i].Output!.Value);
            }
        }).QuickCheckThrowOnFailure();
    }

    private IReadOnlyList<LoggedPrediction> Last(int count) => count == 0
        ? []
        : [.. _store.Log.QueryAsync(new PredictionQuery { Descending = true, Limit = count }).AsTask().Result.Predictions.Reverse()];

    // Random bits are nearly always huge or tiny; integers, short decimals, denormals and specials come as often.
    private static double AnyClass(ulong bits) => (bits % 6) switch
    {
        0 => BitConverter.UInt64BitsToDouble(bits),
        1 => (long)bits >> (int)(bits >> 8 & 63),
        2 => ((long)bits >> 20) / Math.Pow(10, bits >> 4 & 15),
        3 => BitConverter.UInt64BitsToDouble(bits & 0x800F_FFFF_FFFF_FFFF),
        4 => (bits >> 11) * (1.0 / (1UL << 53)),
        _ => BitConverter.UInt64BitsToDouble(bits | 0x7FF0_0000_0000_0000),
    };

    private static void AssertSameBits(double expected, double actual) =>
        Assert.Equal(BitConverter.DoubleToUInt64Bits(expected), BitConverter.DoubleToUInt64Bits(actual));
}
