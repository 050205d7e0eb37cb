using System.Text;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Removing;

namespace MLOps.Sdk.Tests.Privacy;

public sealed class PageScrubTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_unused_of_all_pages_is_cleared_and_no_row_changes(int seed)
    {
        using SqliteDatabase database = Fill(seed);
        DatabaseFile file = database.OpenFile()!;
        long rows = database.ReadNumber("SELECT count(*) + total(length(text)) + total(number) FROM numbers", "sum");
        Assert.True(CountDeleted(file) > 0);

        byte[] page = new byte[PageBytes];
        long pages = file.Length / PageBytes;
        for (long number = 1; number <= pages; number++)
        {
            file.Read((number - 1) * PageBytes, page);
            if (PageScrub.CanBeTree(number, pages, PageBytes) && PageScrub.Clear(page, isFirst: number == 1))
                file.Write((number - 1) * PageBytes, page);
        }

        Assert.Equal(0, CountDeleted(file));
        using SqliteDatabase again = SqliteDatabase.Open(_directory.File("numbers.db"), 1000, NativeSqlite.Shared);
        using SqliteRows check = again.Query("PRAGMA integrity_check", "check");
        Assert.True(check.Step());
        Assert.Equal("ok", check.Text(0));
        Assert.Equal(rows, again.ReadNumber("SELECT count(*) + total(length(text)) + total(number) FROM numbers", "sum"));
    }

    [Fact]
    public void Pages_of_other_kinds_are_left_alone()
    {
        byte[] page = new byte[PageBytes];
        page[0] = 5; // as a map of pages may begin
        page[PageBytes - 1] = 7;
        byte[] before = [.. page];
        Assert.False(PageScrub.CanBeTree(2, 100, PageBytes));
        Assert.False(PageScrub.CanBeTree((0x4000_0000 / PageBytes) + 1, 1 << 24, PageBytes));
        page[0] = 0;
        Assert.False(PageScrub.Clear(page, isFirst: false));
        Assert.Equal(before[1..], page[1..]);
    }

    private const int PageBytes = 1024;

    // Rows in an order that splits pages, many of them deleted without clearing what they leave.
    private SqliteDatabase Fill(int seed)
    {
        var random = new Random(seed);
        int[] order = [.. Enumerable.Range(1, 3000)];
        random.Shuffle(order);
        string path = _directory.File("numbers.db");
        Directory.CreateDirectory(_directory.Path);
        File.Create(path).Dispose();
        SqliteDatabase database = SqliteDatabase.Open(path, 1000, NativeSqlite.Shared);
        database.Execute($"PRAGMA page_size = {PageBytes}; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA secure_delete = OFF; CREATE TABLE numbers (number INTEGER, text TEXT); CREATE INDEX by_text ON numbers (text); BEGIN", "fill");
        foreach (int number in order)
            database.Execute($"INSERT INTO numbers VALUES ({number}, '{(number % 3 == 0 ? "deleted" : "kept")}-{number}-{new string('x', random.Next(60))}')", "fill");
        database.Execute("COMMIT; DELETE FROM numbers WHERE number % 3 = 0; PRAGMA incremental_vacuum", "fill");
        return database;
    }

    private static int CountDeleted(DatabaseFile file)
    {
        byte[] bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes.AsSpan().Count(Encoding.UTF8.GetBytes("deleted-"));
    }
}
