namespace MLOps.Sdk.Registry;

/// <summary>A registry that keeps files beside versions, by the SHA-256 of their bytes; <see cref="IModelRegistry.ReadArtifactAsync"/> reads them back.</summary>
public interface IArtifactKeeper
{
    /// <summary>Keeps bytes; they are on disk when this returns.</summary>
    /// <returns>Their SHA-256, lower-case hexadecimal.</returns>
    ValueTask<string> KeepAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default);
}
