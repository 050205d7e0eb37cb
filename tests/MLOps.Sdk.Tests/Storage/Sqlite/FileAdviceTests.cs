using Microsoft.Data.Sqlite;
using MLOps.Sdk.Storage.Sqlite.Reading;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

public sealed class FileAdviceTests : IDisposable
{
    private readonly StoreFixture _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(DriveType.Network, "nfs", true)]
    [InlineData(DriveType.Network, "smb2", true)]
    [InlineData(DriveType.Fixed, "ext4", false)]
    [InlineData(DriveType.Ram, "tmpfs", false)]
    public void A_network_file_system_is_warned_about(DriveType type, string format, bool warned) =>
        Assert.Equal(warned, FileAdvice.OfFileSystem("/somewhere", type, format) is [var warning] && warning.Contains(format, StringComparison.Ordinal));

    [Fact]
    public async Task A_reader_that_does_not_end_is_warned_about_while_recording_goes_on_and_costs_nothing_when_it_is_gone()
    {
        byte[] large = new byte[60_000];
        Array.Fill(large, (byte)'x');
        int number = 0;
        Write(1);
        using (var reader = new SqliteConnection($"Data Source={_store.Database};Pooling=False"))
        {
            reader.Open();
            using SqliteTransaction snapshot = reader.BeginTransaction(deferred: true);
            using (SqliteCommand command = reader.CreateCommand())
            {
                command.CommandText = "SELECT count(*) FROM predictions";
                Assert.Equal(1L, command.ExecuteScalar());
            }

            while (new FileInfo(_store.Database + "-wal").Length <= FileAdvice.MostLogBytes)
                Write(200);
            Assert.Contains((await _store.Log.StatusAsync()).Warnings, static warning => warning.Contains("does not end it", StringComparison.Ordinal));
        }

        long log = new FileInfo(_store.Database + "-wal").Length;
        Write(200);
        Write(200);

        Assert.InRange(new FileInfo(_store.Database + "-wal").Length, 0, log + (32 << 20));
        Assert.Equal(number, (await _store.Log.StatusAsync()).Rows);

        void Write(int rows) => _store.Save(Enumerable.Range(0, rows).Select(_ => new RecordDraft { Id = RecordDraft.IdOf(++number), RawInput = large }));
    }
}
