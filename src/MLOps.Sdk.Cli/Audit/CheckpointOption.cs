using System.CommandLine;
using MLOps.Sdk.Audit;

namespace MLOps.Sdk.Cli.Audit;

/// <summary>The file of checkpoints that something is compared with; the same for all commands that verify.</summary>
internal sealed class CheckpointOption : Option<string?>
{
    public CheckpointOption() : base("--checkpoint")
    {
        Description = "A file of checkpoints of the store, kept outside it: one to a line, as 'modelops checkpoint' and the app's checkpoints write them.";
        HelpName = "FILE";
    }

    /// <summary>The checkpoints; none when the option is not given.</summary>
    /// <exception cref="CommandFault">The file cannot be read, or holds something else.</exception>
    public async Task<IReadOnlyList<ChainCheckpoint>> ReadAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        parsed.GetValue(this) is { } file ? await CheckpointFile.ReadAsync(file, cancellationToken).ConfigureAwait(false) : [];
}
