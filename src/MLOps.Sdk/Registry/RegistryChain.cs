using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MLOps.Sdk.Registry;

/// <summary>Chains the events of a model by their hashes, so that one changed, taken out or put in later is found. Pure.</summary>
public static class RegistryChain
{
    /// <summary>
    /// The hash of an event after another: SHA-256 over the hash before and every field, each as its length in UTF-8 (4
    /// bytes, little-endian; −1 for none) and its bytes, so that no two events have the same text.
    /// </summary>
    /// <param name="before">The hash of the model's event before; null for the first.</param>
    /// <param name="change">The event.</param>
    /// <returns>64 hexadecimal digits, lower case.</returns>
    public static string HashOf(string? before, RegistryEvent change)
    {
        ArgumentNullException.ThrowIfNull(change);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string? field in (ReadOnlySpan<string?>)
            [
                before, change.Sequence.ToString(CultureInfo.InvariantCulture), change.Time.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture), change.Model,
                change.Kind.ToString(), change.Alias, change.From, change.To, change.Actor, change.Reason, change.Gate, change.Data,
            ])
        {
            byte[] bytes = field is null ? [] : Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32LittleEndian(length, field is null ? -1 : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The event with its hash.</summary>
    public static RegistryEvent Seal(string? before, RegistryEvent change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change with { Hash = HashOf(before, change) };
    }

    /// <summary>The first event of a model whose hash does not follow from those before; null when all do.</summary>
    /// <param name="events">The model's events, oldest first.</param>
    public static RegistryEvent? FirstBroken(IEnumerable<RegistryEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        string? before = null;
        foreach (RegistryEvent change in events)
        {
            if (change.Hash != HashOf(before, change))
                return change;
            before = change.Hash;
        }

        return null;
    }
}
