using System.Text;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Tests.Registry;

/// <content>Notes between instances.</content>
public abstract partial class ModelRegistryContract
{
    private static readonly NoteTopic Topic = new("fraud", "fraud:v2:7 with any text\n\u00fc");

    private ISharedNotes Notes => Assert.IsAssignableFrom<ISharedNotes>(Registry);

    private ISharedNotes OthersNotes => Assert.IsAssignableFrom<ISharedNotes>(Open());

    [Fact]
    public async Task A_note_is_replaced_as_a_whole_and_seen_by_all_byte_by_byte()
    {
        await Register("v1");
        byte[] bytes = [0, 255, 13, 10, 34];
        await Notes.PutAsync(Topic, "step-0.b", "an older and longer one"u8.ToArray());
        await Notes.PutAsync(Topic, "step-0.b", bytes);
        await OthersNotes.PutAsync(Topic, "step-0.a", "{\"calls\":7}"u8.ToArray());
        await Notes.PutAsync(new NoteTopic("fraud", "another"), "step-0.a", "not this"u8.ToArray());

        IReadOnlyList<SharedNote> notes = await OthersNotes.ListAsync(Topic);

        Assert.Equal(["step-0.a", "step-0.b"], notes.Select(static note => note.Name));
        Assert.Equal("{\"calls\":7}", Encoding.UTF8.GetString(notes[0].Value.Span));
        Assert.Equal(bytes, notes[1].Value.ToArray());
        Assert.Empty(await Notes.ListAsync(new NoteTopic("fraud", "nothing")));
        Assert.Empty(await Notes.ListAsync(new NoteTopic("nosuch", "nothing")));
    }

    [Fact]
    public async Task Notes_of_the_promised_length_are_taken()
    {
        await Register("v1");
        string text = new('x', 3_000);
        byte[] bytes = [.. Enumerable.Range(0, 2_000).Select(static i => (byte)i)];
        await Notes.PutAsync(Topic, "text", Encoding.ASCII.GetBytes(text));
        await Notes.PutAsync(Topic, "bytes", bytes);

        Assert.Equal([bytes, Encoding.ASCII.GetBytes(text)], (await OthersNotes.ListAsync(Topic)).Select(static note => note.Value.ToArray()));
    }

    [Fact]
    public async Task What_was_agreed_on_stays_whoever_proposes_later()
    {
        await Register("v1");
        ReadOnlyMemory<byte>? before = await Notes.AgreeAsync(Topic, "slow-limit", proposal: null);
        ReadOnlyMemory<byte>? first = await Notes.AgreeAsync(Topic, "slow-limit", new byte[] { 1, 2 });
        ReadOnlyMemory<byte>? second = await OthersNotes.AgreeAsync(Topic, "slow-limit", new byte[] { 3 });

        Assert.Null(before);
        Assert.Equal(new byte[] { 1, 2 }, first!.Value.ToArray());
        Assert.Equal(new byte[] { 1, 2 }, second!.Value.ToArray());
        Assert.Equal("slow-limit", Assert.Single(await OthersNotes.ListAsync(Topic)).Name);
    }

    [Fact]
    public async Task Of_many_who_propose_at_once_one_holds_for_all()
    {
        await Register("v1");
        ISharedNotes[] instances = [.. Enumerable.Range(0, 8).Select(_ => OthersNotes)];
        await Task.WhenAll(instances.Select((notes, i) => Task.Run(() => notes.AgreeAsync(Topic, "slow-limit", new[] { (byte)i }).AsTask())));

        ReadOnlyMemory<byte>?[] agreed = await Task.WhenAll(instances.Select(notes => notes.AgreeAsync(Topic, "slow-limit", new byte[] { 99 }).AsTask()));

        Assert.InRange(Assert.Single(agreed.Select(static value => Assert.Single(value!.Value.ToArray())).Distinct()), 0, 7);
    }

    [Fact]
    public async Task Many_who_write_at_once_lose_nobodys_note()
    {
        await Register("v1");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            ISharedNotes notes = OthersNotes;
            for (byte count = 0; count < 10; count++)
                await notes.PutAsync(Topic, $"instance-{i}", new[] { count });
        })));

        IReadOnlyList<SharedNote> notes = await Notes.ListAsync(Topic);

        Assert.Equal(8, notes.Count);
        Assert.All(notes, static note => Assert.Equal([9], note.Value.ToArray()));
    }

    [Fact]
    public async Task Only_one_topic_of_a_model_is_kept_and_other_models_are_left_alone()
    {
        await Register("v1");
        await Registry.RegisterAsync(new VersionRegistration { Model = "churn" });
        NoteTopic ended = new("fraud", "ended"), other = new("churn", "ended");
        foreach (NoteTopic topic in new[] { ended, other, Topic })
            await Notes.PutAsync(topic, "a", new byte[] { 1 });
        await Notes.AgreeAsync(ended, "limit", new byte[] { 1 });

        await OthersNotes.KeepOnlyAsync(Topic);
        await Notes.KeepOnlyAsync(Topic);

        Assert.Empty(await Notes.ListAsync(ended));
        Assert.Single(await Notes.ListAsync(other));
        Assert.Single(await Notes.ListAsync(Topic));
    }

    [Fact]
    public async Task Notes_are_no_events_and_their_names_lead_nowhere()
    {
        await Register("v1");
        long revision = await Registry.GetRevisionAsync();
        await Notes.PutAsync(Topic, "a", new byte[] { 1 });

        foreach (string name in new[] { "", ".hidden", "../a", "a/b", "a_b", "\u00fc", new string('a', 129) })
            await Assert.ThrowsAsync<RegistryException>(async () => await Notes.PutAsync(Topic, name, new byte[] { 1 }));
        Assert.Equal(revision, await Registry.GetRevisionAsync());
        Assert.Single(await Registry.GetHistoryAsync("fraud"));
    }
}
