using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

public sealed class OutcomeCountTests : IDisposable
{
    private const long Day = 86_400_000_000;

    private readonly StoreFixture _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Outcomes_that_are_late_early_repeated_or_about_nothing_are_each_counted()
    {
        RecordDraft first = new() { Id = RecordDraft.IdOf(1) }, second = new() { Id = RecordDraft.IdOf(2) };
        _store.Save(first);
        Say(11, about: 1, first.Time + Day);
        Say(12, about: 1, first.Time + Day);
        Say(13, about: 1, first.Time + (31 * Day), "fraud after all"u8);
        Say(14, about: 2, first.Time);
        Say(15, about: 3, first.Time);
        Assert.Equal((1L, 1L, 0L, 2L), Counts(await _store.Log.StatusAsync()));

        _store.Save(second);

        Assert.Equal((1L, 1L, 1L, 1L), Counts(await _store.Log.StatusAsync()));
        Assert.Equal("fraud", Assert.Single((await _store.Log.FindAsync(second.Id))!.Outcomes).Label);
    }

    [Fact]
    public async Task A_prediction_whose_features_could_not_be_read_says_so_in_its_row()
    {
        Assert.True((await _store.SaveAndFind(new RecordDraft { Id = RecordDraft.IdOf(1), CaptureFailed = true })).CaptureFailed);
        Assert.False((await _store.SaveAndFind(new RecordDraft { Id = RecordDraft.IdOf(2) })).CaptureFailed);
    }

    private static (long Late, long Repeated, long Early, long Unknown) Counts(StoreStatus status) =>
        (status.OutcomesLate, status.OutcomesRepeated, status.OutcomesEarly, status.OutcomesUnknown);

    private void Say(int number, int about, long time, ReadOnlySpan<byte> label = default)
    {
        _store.Store.Begin();
        _store.Store.Append(new AnnotationRecord
        {
            Id = RecordDraft.IdOf(number),
            PredictionId = RecordDraft.IdOf(about),
            Kind = AnnotationKind.Outcome,
            TimeMicroseconds = time,
            Text = label.IsEmpty ? "fraud"u8 : label,
            Value = 1,
        });
        _store.Store.Commit();
    }
}
