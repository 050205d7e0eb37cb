using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MLOps.Sdk;
using MLOps.Sdk.Privacy;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Protects what is recorded.</summary>
public static class ModelOpsBuilderPrivacyExtensions
{
    /// <summary>
    /// Encrypts raw inputs and outputs before they reach the store, with AES-256-GCM under the provider's current key; what the
    /// app reads from its log is decrypted. Off the caller's path. Features, tags, subject and output stay readable, because
    /// they are what records are found by: redact what must not be.
    /// </summary>
    /// <param name="builder">What <c>AddModelOps</c> returned.</param>
    /// <param name="keys">The keys: <see cref="FilePayloadKeys"/>, <see cref="DelegatePayloadKeys"/>, or your own.</param>
    /// <exception cref="PlatformNotSupportedException">This machine has no AES-GCM.</exception>
    public static IModelOpsBuilder EncryptPayloads(this IModelOpsBuilder builder, IPayloadKeyProvider keys)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(keys);
        if (!AesGcm.IsSupported)
            throw new PlatformNotSupportedException("Payloads cannot be encrypted: this machine has no AES-GCM. Leave EncryptPayloads out and record no payloads, or run where OpenSSL 1.1 or newer is installed.");
        builder.Services.RemoveAll<IPayloadKeyProvider>();
        builder.Services.AddSingleton(keys);
        return builder;
    }

    /// <summary>Encrypts raw inputs and outputs by the keys in a file.</summary>
    /// <param name="builder">What <c>AddModelOps</c> returned.</param>
    /// <param name="keyFile">The file; see <see cref="FilePayloadKeys"/>. <c>modelops keys add</c> makes it.</param>
    /// <inheritdoc cref="EncryptPayloads(IModelOpsBuilder, IPayloadKeyProvider)"/>
    public static IModelOpsBuilder EncryptPayloads(this IModelOpsBuilder builder, string keyFile) => builder.EncryptPayloads(new FilePayloadKeys(keyFile));
}
