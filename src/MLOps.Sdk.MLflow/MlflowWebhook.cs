using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MLOps.Sdk.MLflow;

/// <summary>
/// Verifies what MLflow (3.3 and newer) posts when an alias moves. Delivery is not guaranteed: let a verified one
/// <see cref="MlflowModelRegistry.Nudge"/> the registry, and keep polling as the truth.
/// </summary>
public static class MlflowWebhook
{
    private const string Version = "v1,";

    /// <summary>Whether a delivery is from the server and recent: base64 of HMAC-SHA256 over "id.timestamp.body".</summary>
    /// <param name="secret">The webhook's secret.</param>
    /// <param name="deliveryId">Header X-MLflow-Delivery-Id.</param>
    /// <param name="timestamp">Header X-MLflow-Timestamp, in seconds since 1970.</param>
    /// <param name="signature">Header X-MLflow-Signature.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="now">The time.</param>
    /// <param name="tolerance">How old a delivery may be, so that it cannot be replayed later; 5 minutes is usual.</param>
    public static bool IsGenuine(string secret, string deliveryId, string timestamp, string signature, ReadOnlySpan<byte> body, DateTimeOffset now, TimeSpan tolerance)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        ArgumentNullException.ThrowIfNull(signature);
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) || Math.Abs(now.ToUnixTimeSeconds() - (double)seconds) > tolerance.TotalSeconds)
            return false;

        byte[] expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes($"{deliveryId}.{timestamp}."), .. body]);
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return signature.StartsWith(Version, StringComparison.Ordinal)
            && Convert.TryFromBase64String(signature[Version.Length..], given, out int length)
            && CryptographicOperations.FixedTimeEquals(expected, given[..length]);
    }
}
