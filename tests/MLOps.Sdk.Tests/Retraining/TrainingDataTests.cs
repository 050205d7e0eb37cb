using System.Globalization;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Retraining.Trainers;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Retraining;

public sealed class TrainingDataTests
{
    [Fact]
    public async Task The_trainer_gets_the_features_as_they_were_served_and_none_of_the_rows_that_judge_it()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        List<string[]> rows = [];
        TrainingJob? seen = null;
        string[] filesWhileTraining = [];
        RetrainingPipeline pipeline = store.Pipeline(configure: options => options.TrainWith(async (job, cancellationToken) =>
        {
            seen = job;
            rows = [.. (await File.ReadAllLinesAsync(job.DataFile, cancellationToken)).Select(static line => line.Split(',', 2))];
            filesWhileTraining = Directory.GetFiles(Path.Combine(store.Path, "retraining", job.Run), "*", SearchOption.AllDirectories);
            await File.WriteAllBytesAsync(job.ModelFile, RetrainedStore.FileOf(0.3), cancellationToken);
            return new TrainedModel();
        }));

        await pipeline.RunAsync(RetrainedStore.Ask);

        Assert.Equal(["x", "place"], seen!.Features);
        Assert.Equal("outcome", seen.Label);
        Assert.Equal(["data.csv"], filesWhileTraining.Select(Path.GetFileName)); // the hold-out is in no file
        Assert.InRange(rows.Count - 1, RetrainedStore.Rows * 0.7, RetrainedStore.Rows * 0.8);
        Assert.Equal(seen.Rows, rows.Count - 1);
        for (int i = 1; i < rows.Count; i++)
        {
            LoggedPrediction served = (await store.Log.FindAsync(store.Served[i - 1]))!;
            Assert.Equal((double)served.Features["x"]!, double.Parse(rows[i][0], CultureInfo.InvariantCulture));
            string place = (string)served.Features["place"]! == "south" ? "south" : "\"north, \"\"old\"\"\"";
            Assert.Equal($"{place},{served.Outcomes[^1].Value}", rows[i][1]);
            Assert.True(served.Time <= seen.Period.To);
        }
    }

    [Fact]
    public async Task Rows_within_the_gap_before_the_hold_out_train_nobody()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        RetrainingRun run = await store.Pipeline(configure: options => options.Data.Gap = TimeSpan.FromDays(1)).RunAsync(RetrainedStore.Ask);

        Assert.Equal(RetrainingState.Failed, run.State);
        Assert.Contains("0 to train on", run.Message, StringComparison.Ordinal);
        Assert.Contains("Data.MinimumRows", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_more_rows_than_may_be_the_newest_are_taken()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        TrainingJob? seen = null;

        RetrainingRun run = await store.Pipeline(configure: options =>
        {
            options.Data.MaximumRows = 300;
            IModelTrainer trainer = options.Trainer!;
            options.TrainWith((job, cancellationToken) =>
            {
                seen = job;
                return trainer.TrainAsync(job, cancellationToken);
            });
        }).RunAsync(RetrainedStore.Ask);

        Assert.True(run.State == RetrainingState.Promoted, run.Message);
        Assert.InRange(seen!.Rows, 200, 260);
        Assert.True(seen.Period.From >= (await store.Log.FindAsync(store.Served[250]))!.Time);
    }

    [Fact]
    public async Task The_hold_out_is_all_that_lies_after_the_training_data()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        RetrainingRun run = await store.Pipeline(configure: options => options.Data.KeepFiles = true).RunAsync(RetrainedStore.Ask);

        string folder = Path.Combine(store.Path, "retraining", run.Id);
        int train = (await File.ReadAllLinesAsync(Path.Combine(folder, "trainer", "data.csv"))).Length - 1;
        int held = (await File.ReadAllLinesAsync(Path.Combine(folder, "evaluation.csv"))).Length - 1;
        Assert.Equal(RetrainedStore.Rows, train + held);
        ColumnTable table = new CsvTable(Path.Combine(folder, "trainer", "data.csv")).Read([("x", MLOps.Sdk.Recording.FeatureKind.Numeric)]);
        Assert.Equal(train, table.Rows);
    }
}
