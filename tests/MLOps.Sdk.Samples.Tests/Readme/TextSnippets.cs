using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Drift.Derived;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Samples.Tests.Readme;

internal static class TextSnippets
{
    internal sealed record Chat(string Prompt);

    internal sealed record Answer(string Text);

    public static void Watch(IModelOpsBuilder builder, string[] goodAnswers, double[][] trainingEmbeddings, ReferenceProfile tokenReference)
    {
        // readme
        builder.AddModel<Chat, Answer>("assistant", model => model
            .Version("1", chat => new Answer(chat.Prompt))
            .RecordInput(chat => chat.Prompt).RecordOutput(answer => answer.Text)
            .WatchText(RecordedText.Input, "prompts.csv", column: "prompt")        // input.characters, .words, .letters, .ascii, .distinct …
            .WatchText(RecordedText.Output, goodAnswers)                           // texts, or a reference made of the log
            .WatchEmbedding("prompt", Embed, trainingEmbeddings)                   // prompt.distance, prompt.mmd
            .Watch(new DerivedSignals(["tokens"], CountTokens, tokenReference)));  // any function of the record
        // end
    }

    private static void Embed(in PredictionRecord record, Span<double> values) => values.Fill(record.RawInput.Length);

    private static void CountTokens(in PredictionRecord record, Span<double> values) => values[0] = record.RawInput.Length / 4.0;
}
