using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Storage;
using WebApi;

namespace MLOps.Sdk.Samples.Tests.WebApi;

public sealed class PaymentsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly WebApplicationFactory<Payment> _factory;

    public PaymentsTests() => _factory = new WebApplicationFactory<Payment>()
        .WithWebHostBuilder(host => host.UseSetting("ModelOps:Directory", _directory.Path));

    public void Dispose()
    {
        _factory.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_posted_payment_and_the_truth_about_it_are_found_in_the_log()
    {
        using HttpClient client = _factory.CreateClient();

        using HttpResponseMessage answer = await client.PostAsJsonAsync(new Uri("/payments", UriKind.Relative), new Payment(1_500, 300, "gift cards"));
        Verdict verdict = (await answer.Content.ReadFromJsonAsync<Verdict>())!;
        using HttpResponseMessage reported = await client.PutAsync(new Uri($"/payments/{verdict.Id}/fraud?isFraud=true", UriKind.Relative), null);
        Assert.True(await _factory.Services.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(20)));
        LoggedPrediction? logged = await _factory.Services.GetRequiredService<IPredictionLog>().FindAsync(PredictionId.Parse(verdict.Id));

        Assert.Equal("block", verdict.Action);
        Assert.Equal(HttpStatusCode.NoContent, reported.StatusCode);
        Assert.NotNull(logged);
        Assert.Equal((verdict.Score, 1_500.0, "gift cards"), (logged.Output, logged.Features["amount"], logged.Features["merchant"]));
        Assert.Equal(("block", 1.0), (logged.Actions[0].Action, logged.Outcomes[0].Value));
    }

    [Fact]
    public async Task An_id_that_is_none_is_refused()
    {
        using HttpClient client = _factory.CreateClient();

        using HttpResponseMessage refused = await client.PutAsync(new Uri("/payments/none/fraud?isFraud=true", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }
}
