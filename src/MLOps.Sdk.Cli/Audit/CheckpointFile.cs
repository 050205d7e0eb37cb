using System.Text;
using MLOps.Sdk.Audit;

namespace MLOps.Sdk.Cli.Audit;

/// <summary>A file of checkpoints, one to a line.</summary>
internal static class CheckpointFile
{
    /// <summary>All checkpoints of a file.</summary>
    /// <exception cref="CommandFault">It cannot be read, or holds something else.</exception>
    public static async Task<IReadOnlyList<ChainCheckpoint>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        byte[] bytes = await InputFile.ReadAllBytesAsync(path, "The file of checkpoints", cancellationToken).ConfigureAwait(false);
        try
        {
            IReadOnlyList<ChainCheckpoint> checkpoints = ChainCheckpoint.ParseLines(Encoding.UTF8.GetString(bytes));
            return checkpoints.Count > 0 ? checkpoints : throw new CommandFault($"'{path}' holds no checkpoint. Write one with 'modelops checkpoint --to {path}'.");
        }
        catch (FormatException fault)
        {
            throw new CommandFault($"'{path}' is not a file of checkpoints. {fault.Message}", fault);
        }
    }
}
