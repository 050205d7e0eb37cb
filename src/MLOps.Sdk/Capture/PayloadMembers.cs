using System.Runtime.CompilerServices;
using System.Text.Json;
using MLOps.Sdk.Capture;
using MLOps.Sdk.Features;
using MLOps.Sdk.Privacy;

namespace MLOps.Sdk;

/// <summary>
/// Declares which members of an input or output are recorded as its payload: these and nothing else, as one JSON object.
/// Read by plain delegates on the caller's thread, without reflection and without allocation; a member that throws is left
/// out, and the others stay. What is not declared is not touched.
/// </summary>
/// <typeparam name="T">The input or output, or a part of it.</typeparam>
public sealed class PayloadMembers<T>
{
    private readonly List<PayloadMember<T>> _declared = [];
    private PayloadMember<T>[] _members = [];

    internal PayloadMembers(Action<PayloadMembers<T>> declare)
    {
        ArgumentNullException.ThrowIfNull(declare);
        declare(this);
        if (_declared.Count == 0)
            throw new ArgumentException($"No member of {typeof(T).Name} is declared: nothing would be recorded. Declare one, or leave the capture out.", nameof(declare));
        _members = [.. _declared];
    }

    /// <summary>A number; null and NaN are written as null, an infinity as 1e999.</summary>
    /// <param name="read">Reads it.</param>
    /// <param name="name">Its name; default: the last name in the expression, with a small first letter.</param>
    public PayloadMembers<T> Number(Func<T, double?> read, [CallerArgumentExpression(nameof(read))] string name = "") => Add(new NumberMember<T>(NameOf(name), NotNull(read)));

    /// <summary>A whole number.</summary>
    /// <inheritdoc cref="Number"/>
    public PayloadMembers<T> Integer(Func<T, long?> read, [CallerArgumentExpression(nameof(read))] string name = "") =>
        Add(new PlainMember<T, long>(NameOf(name), NotNull(read), static (json, member, value) => json.WriteNumber(member, value)));

    /// <summary>True or false.</summary>
    /// <inheritdoc cref="Number"/>
    public PayloadMembers<T> Flag(Func<T, bool?> read, [CallerArgumentExpression(nameof(read))] string name = "") =>
        Add(new PlainMember<T, bool>(NameOf(name), NotNull(read), static (json, member, value) => json.WriteBoolean(member, value)));

    /// <summary>A moment, in ISO 8601.</summary>
    /// <inheritdoc cref="Number"/>
    public PayloadMembers<T> Time(Func<T, DateTimeOffset?> read, [CallerArgumentExpression(nameof(read))] string name = "") =>
        Add(new PlainMember<T, DateTimeOffset>(NameOf(name), NotNull(read), static (json, member, value) => json.WriteString(member, value)));

    /// <summary>A text.</summary>
    /// <param name="read">Reads it.</param>
    /// <param name="redaction">What of it is recorded; null: all. A text of which nothing is recorded is left out.</param>
    /// <param name="name">Its name; default: the last name in the expression, with a small first letter.</param>
    public PayloadMembers<T> Text(Func<T, string?> read, TextRedaction? redaction = null, [CallerArgumentExpression(nameof(read))] string name = "") =>
        Add(new TextMember<T>(NameOf(name), NotNull(read), redaction));

    /// <summary>Declared members of a part.</summary>
    /// <param name="read">Reads the part.</param>
    /// <param name="declare">Declares its members.</param>
    /// <param name="name">Its name; default: the last name in the expression, with a small first letter.</param>
    public PayloadMembers<T> Object<TPart>(Func<T, TPart?> read, Action<PayloadMembers<TPart>> declare, [CallerArgumentExpression(nameof(read))] string name = "")
        where TPart : class => Add(new ObjectMember<T, TPart>(NameOf(name), NotNull(read), new PayloadMembers<TPart>(declare)));

    /// <summary>Declared members of each item of a list.</summary>
    /// <inheritdoc cref="Object"/>
    public PayloadMembers<T> List<TItem>(Func<T, IReadOnlyList<TItem>?> read, Action<PayloadMembers<TItem>> declare, [CallerArgumentExpression(nameof(read))] string name = "") =>
        Add(new ListMember<T, TItem>(NameOf(name), NotNull(read), new PayloadMembers<TItem>(declare)));

    /// <summary>Writes the members as an object.</summary>
    /// <returns>False: one of them could not be read and is not there.</returns>
    internal bool Write(Utf8JsonWriter json, T value, int limit)
    {
        bool all = true;
        json.WriteStartObject();
        foreach (PayloadMember<T> member in _members)
            all &= member.Write(json, value, limit);
        json.WriteEndObject();
        return all;
    }

    private PayloadMembers<T> Add(PayloadMember<T> member)
    {
        if (_members.Length > 0)
            throw new InvalidOperationException($"Member '{member.Name}' is declared after the model was built. Declare it inside the capture's declaration.");
        if (_declared.Exists(known => known.Name.Equals(member.Name)))
            throw new ArgumentException($"Member '{member.Name}' of {typeof(T).Name} is declared twice. Remove one, or give it a name.", nameof(member));
        _declared.Add(member);
        return this;
    }

    private static JsonEncodedText NameOf(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return JsonEncodedText.Encode(FeatureName.From(name));
    }

    private static TDelegate NotNull<TDelegate>(TDelegate read) where TDelegate : Delegate
    {
        ArgumentNullException.ThrowIfNull(read);
        return read;
    }
}
