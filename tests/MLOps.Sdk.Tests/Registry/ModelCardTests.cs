using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Cards;

namespace MLOps.Sdk.Tests.Registry;

public sealed class ModelCardTests
{
    [Fact]
    public void A_card_says_what_is_known_and_what_is_not_and_hostile_text_stays_text()
    {
        var version = new ModelVersion
        {
            Model = "fraud",
            Version = "2",
            CreatedAt = DateTimeOffset.UnixEpoch,
            Metrics = new Dictionary<string, double> { ["auc"] = 0.91 },
            Tags = new Dictionary<string, string> { ["team"] = "risk | <script>\n# title" },
            Lineage = new ModelLineage { CodeCommit = "abc" },
        };
        RegistryEvent[] events =
        [
            new() { Sequence = 1, Time = DateTimeOffset.UnixEpoch, Model = "fraud", Kind = RegistryEventKind.Register, To = "2", Actor = "ann" },
            new() { Sequence = 2, Time = DateTimeOffset.UnixEpoch, Model = "fraud", Kind = RegistryEventKind.Gate, To = "2", Actor = "ci", Gate = "pass" },
        ];

        string card = ModelCard.Write(version, events);

        Assert.StartsWith("# fraud, version 2\n", card, StringComparison.Ordinal);
        Assert.Contains("| gate | pass |", card, StringComparison.Ordinal);
        Assert.Contains("| data set | not known |", card, StringComparison.Ordinal);
        Assert.Contains("| auc | 0.91 |", card, StringComparison.Ordinal);
        Assert.Contains("| team | risk \\| \\<script\\> \\# title |", card, StringComparison.Ordinal);
    }
}
