using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Privacy;

public sealed class CaptureMembersTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_declared_members_of_an_input_are_recorded_and_nothing_else_is_touched()
    {
        using ServiceProvider app = Build(model => model
            .CaptureInput(payment => payment
                .Number(p => p.Amount).Integer(p => p.Number).Flag(p => p.IsNew).Time(p => p.At).Text(p => p.Merchant)
                .Text(p => p.Email, TextRedaction.Hash("a key of sixteen"u8)).Text(p => p.Secret, TextRedaction.Drop)
                .Object(p => p.Card, card => card.Text(c => c.Country).Text(c => c.Number, TextRedaction.Mask(4)))
                .List(p => p.Items, item => item.Text(i => i.Name).Number(i => i.Price)))
            .CaptureOutput(output => output.Number(x => x, "score")));

        LoggedPrediction logged = await PredictAsync(app, new Payment());

        Assert.Equal(
            """{"amount":12.5,"number":9007199254740993,"isNew":true,"at":"2026-03-01T12:00:00+00:00","merchant":"books \u0026 more","email":"HASH","card":{"country":"DE","number":"************1111"},"items":[{"name":"a","price":1},{"name":null,"price":null}]}"""
                .Replace("HASH", TextRedaction.Hash("a key of sixteen"u8).Apply("anna@example.org"), StringComparison.Ordinal),
            logged.RawInput);
        Assert.Equal("""{"score":1}""", logged.RawOutput);
        Assert.Equal((0, 0), (FileBytes.Count("anna@example.org", _directory.Path), FileBytes.Count("do not tell", _directory.Path)));
        Assert.Equal((false, 0L), (logged.Truncated, app.GetRequiredService<IModelOps>().Pump.CaptureFailed));
    }

    [Fact]
    public async Task A_member_that_throws_is_left_out_and_counted_and_the_others_stay()
    {
        using ServiceProvider app = Build(model => model.CaptureInput(payment => payment
            .Number(p => p.Amount).Text(p => p.Throws).Object(p => p.Card, card => card.Text(c => c.Country).Text(_ => throw new InvalidOperationException("no"), name: "gone")).Integer(p => p.Number)));

        LoggedPrediction logged = await PredictAsync(app, new Payment());

        Assert.Equal("""{"amount":12.5,"card":{"country":"DE"},"number":9007199254740993}""", logged.RawInput);
        Assert.Equal(1, app.GetRequiredService<IModelOps>().Pump.CaptureFailed);
    }

    [Fact]
    public async Task Numbers_and_texts_that_JSON_does_not_know_are_recorded_as_the_store_writes_them()
    {
        using ServiceProvider app = Build(model => model.CaptureInput(payment => payment
            .Number(_ => double.NaN, "nan").Number(_ => double.NegativeInfinity, "low").Number(_ => -0.0, "zero").Text(_ => "a\uD800b\0c", name: "text")));

        LoggedPrediction logged = await PredictAsync(app, new Payment());

        Assert.StartsWith("""{"nan":null,"low":-1e999,"zero":-0,"text":""", logged.RawInput, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(logged.RawInput!);
        Assert.Equal("a\uFFFDb\0c", json.RootElement.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData('x', 64 * 1024)]
    [InlineData('"', 14)] // what is before it: its escapes alone exceed the limit
    public async Task A_huge_member_costs_no_more_than_the_limit_and_is_marked(char of, int recorded)
    {
        string huge = new(of, 50_000_000);
        using ServiceProvider app = Build(model => model.CaptureInput(payment => payment.Number(p => p.Amount).Text(_ => huge, name: "huge")));

        LoggedPrediction logged = await PredictAsync(app, new Payment());
        Assert.Equal((true, recorded), (logged.Truncated, logged.RawInput!.Length));

        var model = app.GetRequiredService<IPredictor<Payment, double>>();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Predict(model, new Payment(), 1);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20); // of 50 million characters
    }

    [Fact]
    public void Capturing_members_allocates_nothing_on_the_callers_thread()
    {
        using ServiceProvider app = Build(model => model.CaptureInput(payment => payment
            .Number(p => p.Amount).Integer(p => p.Number).Flag(p => p.IsNew).Text(p => p.Merchant).Text(p => p.Email, TextRedaction.Hash("a key of sixteen"u8)).Object(p => p.Card, card => card.Text(c => c.Country))));
        var model = app.GetRequiredService<IPredictor<Payment, double>>();
        var payment = new Payment();
        Predict(model, payment, 200);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Predict(model, payment, 1_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_capture_without_members_and_one_with_a_member_twice_are_refused()
    {
        Assert.Contains("Payment", Assert.Throws<ArgumentException>(() => Build(model => model.CaptureInput(static _ => { }))).Message, StringComparison.Ordinal);
        Assert.Contains("'amount'", Assert.Throws<ArgumentException>(() => Build(model => model.CaptureInput(p => p.Number(x => x.Amount).Number(x => x.Amount)))).Message, StringComparison.Ordinal);
    }

    private static void Predict(IPredictor<Payment, double> model, Payment payment, int calls)
    {
        for (int i = 0; i < calls; i++)
            Assert.True(model.PredictAsync(payment).IsCompletedSuccessfully);
    }

    private static async Task<LoggedPrediction> PredictAsync(ServiceProvider app, Payment payment)
    {
        Prediction<double> prediction = await app.GetRequiredService<IPredictor<Payment, double>>().PredictAsync(payment);
        Assert.True(await app.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(30)));
        return (await app.GetRequiredService<IPredictionLog>().FindAsync(prediction.Id))!;
    }

    private ServiceProvider Build(Action<ModelBuilder<Payment, double>> configure)
    {
        var services = new ServiceCollection();
        services.AddModelOps(options => options.Directory = _directory.Path).AddModel<Payment, double>("fraud", static _ => 1, configure);
        return services.BuildServiceProvider();
    }

    private sealed record Card(string Country, string Number);

    private sealed record Item(string? Name, double? Price);

    private sealed class Payment
    {
        public double Amount => 12.5;

        public long Number => 9_007_199_254_740_993;

        public bool IsNew => true;

        public DateTimeOffset At { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public string Merchant => "books & more";

        public string Email => "anna@example.org";

        public string Secret => "do not tell";

        public Card Card { get; } = new("DE", "4111111111111111");

        public Item[] Items { get; } = [new("a", 1), new(null, null)];

        public string Throws => throw new InvalidOperationException("A getter that throws.");
    }
}
