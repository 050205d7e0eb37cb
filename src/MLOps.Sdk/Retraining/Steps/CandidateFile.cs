using System.Security.Cryptography;

namespace MLOps.Sdk.Retraining.Steps;

/// <summary>The model that was trained.</summary>
internal static class CandidateFile
{
    /// <summary>Its bytes, when they are still those that the trainer wrote.</summary>
    /// <exception cref="RetrainingException">They are gone, or others.</exception>
    public static async Task<byte[]> ReadAsync(RunContext context, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(context.ModelFile, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            throw new RetrainingException($"The model that was trained is gone: '{context.ModelFile}' cannot be read. Start another run.", fault);
        }

        string found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return found == context.Trained.Sha256 ? bytes
            : throw new RetrainingException($"'{context.ModelFile}' was changed after the training: it has SHA-256 {found}, and {context.Trained.Sha256} was trained. Start another run.");
    }
}
