using System.Text.Json;
using MLOps.Sdk.Privacy;

namespace MLOps.Sdk.Capture;

/// <summary>One declared member of a payload. What it reads may throw; what it writes may meet the payload's limit, which ends the whole.</summary>
internal abstract class PayloadMember<T>(JsonEncodedText name)
{
    public JsonEncodedText Name => name;

    /// <summary>Writes name and value.</summary>
    /// <returns>False: it, or a part of it, could not be read and is not there.</returns>
    public abstract bool Write(Utf8JsonWriter json, T of, int limit);
}

/// <summary>A member that is one value.</summary>
internal abstract class ValueMember<T, TValue>(JsonEncodedText name, Func<T, TValue> read) : PayloadMember<T>(name)
{
    public sealed override bool Write(Utf8JsonWriter json, T of, int limit)
    {
        TValue value;
        try
        {
            value = read(of);
        }
        catch (Exception)
        {
            return false;
        }

        return Write(json, value, limit);
    }

    protected abstract bool Write(Utf8JsonWriter json, TValue value, int limit);
}

internal sealed class NumberMember<T>(JsonEncodedText name, Func<T, double?> read) : ValueMember<T, double?>(name, read)
{
    protected override bool Write(Utf8JsonWriter json, double? value, int limit)
    {
        if (value is not { } number || double.IsNaN(number))
        {
            json.WriteNull(Name);
        }
        else if (double.IsInfinity(number))
        {
            json.WritePropertyName(Name);
            json.WriteRawValue(number > 0 ? "1e999"u8 : "-1e999"u8, skipInputValidation: true);
        }
        else
        {
            json.WriteNumber(Name, number);
        }

        return true;
    }
}

/// <summary>A value of a fixed form, or null.</summary>
/// <param name="name">The member's name.</param>
/// <param name="read">Reads it.</param>
/// <param name="write">Writes name and value; static, so that nothing is allocated per call.</param>
internal sealed class PlainMember<T, TValue>(JsonEncodedText name, Func<T, TValue?> read, Action<Utf8JsonWriter, JsonEncodedText, TValue> write) : ValueMember<T, TValue?>(name, read)
    where TValue : struct
{
    protected override bool Write(Utf8JsonWriter json, TValue? value, int limit)
    {
        if (value is { } known)
            write(json, Name, known);
        else
            json.WriteNull(Name);
        return true;
    }
}

internal sealed class TextMember<T>(JsonEncodedText name, Func<T, string?> read, TextRedaction? redaction) : ValueMember<T, string?>(name, read)
{
    protected override bool Write(Utf8JsonWriter json, string? value, int limit)
    {
        if (value is null)
        {
            json.WriteNull(Name);
            return true;
        }

        Span<char> stack = stackalloc char[RedactedText.StackChars];
        using var recorded = new RedactedText(redaction, value, stack, limit);

        // More characters than the limit has bytes cannot fit: a huge text costs no more than the limit.
        if (!recorded.IsDropped)
            json.WriteString(Name, recorded.Text.Length > limit ? recorded.Text[..(limit + 1)] : recorded.Text);
        return true;
    }
}

/// <summary>A member that is a part with members of its own.</summary>
internal sealed class ObjectMember<T, TPart>(JsonEncodedText name, Func<T, TPart?> read, PayloadMembers<TPart> members) : ValueMember<T, TPart?>(name, read)
    where TPart : class
{
    protected override bool Write(Utf8JsonWriter json, TPart? value, int limit)
    {
        if (value is null)
        {
            json.WriteNull(Name);
            return true;
        }

        json.WritePropertyName(Name);
        return members.Write(json, value, limit);
    }
}

/// <summary>A member that is a list of parts.</summary>
internal sealed class ListMember<T, TItem>(JsonEncodedText name, Func<T, IReadOnlyList<TItem>?> read, PayloadMembers<TItem> members)
    : ValueMember<T, IReadOnlyList<TItem>?>(name, read)
{
    protected override bool Write(Utf8JsonWriter json, IReadOnlyList<TItem>? value, int limit)
    {
        if (value is null)
        {
            json.WriteNull(Name);
            return true;
        }

        bool all = true;
        json.WriteStartArray(Name);
        for (int i = 0; TryRead(value, i, out TItem? item); i++)
        {
            if (item is null)
                json.WriteNullValue();
            else
                all &= members.Write(json, item, limit);
        }

        json.WriteEndArray();
        return all;
    }

    /// <summary>An item, unless there is none: a list that another thread shortens meanwhile ends where it ends.</summary>
    private static bool TryRead(IReadOnlyList<TItem> list, int place, out TItem? item)
    {
        item = default;
        try
        {
            if (place >= list.Count)
                return false;
            item = list[place];
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
