using Microsoft.Data.Sqlite;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Reading;
using MLOps.Sdk.Storage.Sqlite.Schema;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

public sealed class StoreOpeningTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Database => _directory.File("modelops.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_store_is_found_again_after_it_was_closed()
    {
        using (SqlitePredictionStore store = Opened())
        {
            store.Begin();
            new RecordDraft().AppendTo(store);
            store.Commit();
        }

        using SqlitePredictionStore again = Opened();
        Assert.NotNull(await new SqlitePredictionLog(_directory.Path).FindAsync(RecordDraft.IdOf(1)));
    }

    [Fact]
    public void A_store_of_a_newer_schema_is_refused_and_not_touched()
    {
        Opened().Dispose();
        Run("PRAGMA user_version = 99");
        byte[] before = File.ReadAllBytes(Database);

        var refusal = Assert.Throws<StoreException>(() => Opened());

        Assert.Contains("has schema version 99", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"knows versions up to {SqliteSchema.Version}. Update the package", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Database));
    }

    [Fact]
    public async Task A_log_of_a_newer_schema_is_refused()
    {
        Opened().Dispose();
        Run("PRAGMA user_version = 99");

        var refusal = await Assert.ThrowsAsync<StoreException>(async () => await new SqlitePredictionLog(_directory.Path).StatusAsync());

        Assert.Contains("has schema version 99", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_a_database_is_refused()
    {
        Directory.CreateDirectory(_directory.Path);
        await File.WriteAllTextAsync(Database, string.Join('\n', Enumerable.Repeat("not a database", 100)));

        var writing = Assert.Throws<StoreException>(() => Opened());
        var reading = await Assert.ThrowsAsync<StoreException>(async () => await new SqlitePredictionLog(_directory.Path).StatusAsync());

        Assert.All([writing, reading], refusal =>
        {
            Assert.Contains(Database, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("not a SQLite database. Move it away, or choose another directory.", refusal.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_database_of_another_program_is_refused()
    {
        Directory.CreateDirectory(_directory.Path);
        Run("CREATE TABLE bookmarks (url TEXT)");

        Assert.Contains("of another program", Assert.Throws<StoreException>(() => Opened()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_cannot_be_created_is_named()
    {
        string file = Path.GetTempFileName();
        string directory = Path.Combine(file, "x");
        try
        {
            using var store = new SqlitePredictionStore(directory);
            var refusal = Assert.Throws<StoreException>(store.Open);
            Assert.Contains(directory, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("choose another directory", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_store_that_does_not_exist_is_a_clear_error_and_stays_absent()
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(async () => await new SqlitePredictionLog(_directory.Path).FindAsync(RecordDraft.IdOf(1)));

        Assert.Contains($"There is no store in '{_directory.Path}'", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_directory.Path));
    }

    [Fact]
    public void Only_the_owner_can_read_the_files()
    {
        if (OperatingSystem.IsWindows())
            return;

        using SqlitePredictionStore store = Opened();
        store.Begin();
        new RecordDraft().AppendTo(store);
        store.Commit();

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory.Path));
        string[] files = Directory.GetFiles(_directory.Path);
        Assert.Contains(Database + "-wal", files);
        Assert.All(files, file => Assert.Equal(OwnerOnly, OperatingSystem.IsWindows() ? OwnerOnly : File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task A_store_whose_file_was_deleted_is_opened_again_by_the_next_batch()
    {
        using SqlitePredictionStore store = Opened();
        Directory.Delete(_directory.Path, recursive: true);

        store.Begin();
        new RecordDraft().AppendTo(store);
        store.Commit();

        Assert.NotNull(await new SqlitePredictionLog(_directory.Path).FindAsync(RecordDraft.IdOf(1)));
    }

    [Fact]
    public void A_store_that_could_not_be_opened_again_is_tried_by_every_batch()
    {
        using SqlitePredictionStore store = Opened();
        Directory.Delete(_directory.Path, recursive: true);
        File.WriteAllText(_directory.Path, "in the way");
        Assert.Throws<StoreException>(store.Begin);
        Assert.Throws<StoreException>(store.Begin);
        File.Delete(_directory.Path);

        store.Begin();
        new RecordDraft().AppendTo(store);
        store.Commit();
    }

    [Fact]
    public void A_store_that_was_never_opened_takes_no_batch()
    {
        using var store = new SqlitePredictionStore(_directory.Path);

        Assert.Throws<InvalidOperationException>(store.Begin);
    }

    [Fact]
    public void A_step_that_fails_leaves_the_schema_as_it_was()
    {
        Opened().Dispose();
        using SqliteDatabase database = SqliteDatabase.Open(Database, 0, NativeSqlite.Shared);

        Assert.Throws<StoreException>(() => SqliteSchema.Upgrade(database, ["", "CREATE TABLE half (a); CREATE TABLE predictions (a)"]));

        Assert.Equal(SqliteSchema.Version, database.ReadNumber("PRAGMA user_version", "test"));
        Assert.Equal(0, database.ReadNumber("SELECT count(*) FROM sqlite_master WHERE name = 'half'", "test"));
    }

    [Fact]
    public void A_later_step_brings_an_older_store_up_to_date()
    {
        Opened().Dispose();
        using SqliteDatabase database = SqliteDatabase.Open(Database, 0, NativeSqlite.Shared);

        SqliteSchema.Upgrade(database, ["", "CREATE TABLE later (a)"]);

        Assert.Equal(2, database.ReadNumber("PRAGMA user_version", "test"));
        Assert.Equal(1, database.ReadNumber("SELECT count(*) FROM sqlite_master WHERE name = 'later'", "test"));
    }

    [Fact]
    public void A_program_that_holds_the_database_makes_a_batch_fail_and_the_next_one_work()
    {
        using SqlitePredictionStore store = Opened();
        using (SqliteDatabase other = SqliteDatabase.Open(Database, 0, NativeSqlite.Shared))
        {
            other.Execute("BEGIN IMMEDIATE", "test");
            Assert.Contains("Another program holds the database", Assert.Throws<StoreException>(store.Begin).Message, StringComparison.Ordinal);
        }

        store.Begin();
        store.Commit();
    }

    [Theory]
    [InlineData("3.35.5", true)]
    [InlineData("3.7.0", true)]
    [InlineData("3.51.2", true)]
    [InlineData("3.50.4", true)]
    [InlineData("3.6.23", false)]
    [InlineData("3.44.6", false)]
    [InlineData("3.50.7", false)]
    [InlineData("3.51.3", false)]
    [InlineData("3.53.0", false)]
    public void Versions_of_SQLite_with_the_WAL_reset_fault_are_warned_about(string version, bool warned) =>
        Assert.Equal(warned, SqliteAdvice.For(Version.Parse(version)).Count == 1);

    private SqlitePredictionStore Opened()
    {
        var store = new SqlitePredictionStore(_directory.Path);
        store.Open();
        return store;
    }

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
