using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MLOps.Sdk.Privacy;

namespace MLOps.Sdk.Samples.Tests.Readme;

internal static class PrivacySnippets
{
    internal sealed record Payment(double Amount, double Age, string Email);

    public static void Declare(IHostApplicationBuilder builder, byte[] subjectKey)
    {
        // readme
        builder.Services.AddModelOps()
            .EncryptPayloads("/etc/fraud/payload.keys")                       // modelops keys add --key-file …
            .AddModel<Payment, float>("fraud", Score, model => model
                .Feature(Redact.Bucket<Payment>(p => p.Age, 10), "age")
                .CaptureInput(members => members.Number(p => p.Amount).Text(p => p.Email, TextRedaction.Mask(4)))
                .RedactSubject(TextRedaction.Hash(subjectKey))                // of the input and of PredictionScope
                .RedactOtherTags(TextRedaction.Drop));                        // tags of scopes that the model does not name
        // end
    }

    private static float Score(Payment payment) => payment.Amount > 1_000 ? 0.9f : 0.1f;
}
