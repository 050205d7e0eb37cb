namespace MLOps.Sdk.Registry.Rules;

/// <summary>Turns a note into an event, the same for every provider. Pure.</summary>
public static class NoteDraft
{
    private const int MaximumDataBytes = 256 * 1024;

    /// <summary>Checks names, kind and reason.</summary>
    /// <exception cref="RegistryException">Something is wrong with it; the message says what.</exception>
    public static void Check(RegistryNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        RegistryName.CheckModel(note.Model);
        if (note.Version is not null)
            RegistryName.CheckVersion(note.Version);
        if (note.Kind is RegistryEventKind.Register or RegistryEventKind.Promote or RegistryEventKind.Rollback)
            throw new RegistryException($"A {note.Kind} is made by its own method, not by a note. Call it.");
        if (note.Version is null && note.Kind is RegistryEventKind.Gate or RegistryEventKind.Approve or RegistryEventKind.Reject or RegistryEventKind.Tag)
            throw new RegistryException($"A {note.Kind} of model '{note.Model}' names no version. Say which it is about.");
        if (string.IsNullOrWhiteSpace(note.Reason))
            throw new RegistryException($"The {note.Kind} of '{note.Model}' has no reason. Say why: it is kept for ever.");
        if (note.Data is { Length: > MaximumDataBytes } data)
            throw new RegistryException($"The evidence has {data.Length} characters, and at most {MaximumDataBytes} are kept. Keep a summary, and the rest as a file.");
        RefuseOtherThanJson(note);
        if (note is { Kind: RegistryEventKind.Policy, Data: { } policy })
            PromotionPolicy.FromJson(policy);
    }

    /// <summary>The event.</summary>
    /// <param name="note">What to keep.</param>
    /// <param name="events">The model's events.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="RegistryConflictException">Another event of its kind came first.</exception>
    public static RegistryEvent Event(RegistryNote note, IEnumerable<RegistryEvent> events, long sequence, DateTimeOffset now)
    {
        long last = events.LastOrDefault(change => change.Kind == note.Kind)?.Sequence ?? 0;
        if (note.ExpectedSequence is { } expected && expected != last)
            throw new RegistryConflictException($"The last {note.Kind} of model '{note.Model}' is event {last}, not {expected} as expected: somebody else came first. Look at the history, and decide again.");
        return new RegistryEvent
        {
            Sequence = sequence,
            Time = now,
            Model = note.Model,
            Kind = note.Kind,
            To = note.Version ?? "",
            Actor = note.Actor ?? RegistryActor.Default,
            Reason = note.Reason,
            Gate = note.Gate,
            Data = note.Data,
        };
    }

    private static void RefuseOtherThanJson(RegistryNote note)
    {
        if (note.Data is null)
            return;
        try
        {
            using var json = System.Text.Json.JsonDocument.Parse(note.Data);
        }
        catch (System.Text.Json.JsonException fault)
        {
            throw new RegistryException($"The evidence of the {note.Kind} of '{note.Model}' is not JSON: {fault.Message}", fault);
        }
    }
}
