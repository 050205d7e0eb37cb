using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Sqlite;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Cli.Drills;

/// <summary>What a drill took.</summary>
/// <param name="From">The version that answered.</param>
/// <param name="To">The version that was gone back to.</param>
/// <param name="Elapsed">From the rollback to the first call that the version before answered.</param>
internal sealed record DrillResult(string From, string To, TimeSpan Elapsed);

/// <summary>
/// Runs a rollback for real, on a copy: both versions and their artefacts are registered in a store that is thrown
/// away, an app serves the one, the registry goes back, and the app's first answer by the other ends it.
/// </summary>
internal sealed class RollbackDrill(IModelRegistry registry, string model, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="CommandFault">There is nothing to go back to, or it did not happen.</exception>
    public async Task<DrillResult> RunAsync(CancellationToken cancellationToken)
    {
        (ModelVersion current, ModelVersion before) = await VersionsAsync(cancellationToken).ConfigureAwait(false);
        string directory = Directory.CreateTempSubdirectory("modelops-drill-").FullName;
        try
        {
            using var copy = new SqliteModelRegistry(directory, time);
            foreach (ModelVersion version in (ModelVersion[])[before, current])
            {
                byte[]? bytes = await registry.ReadArtifactAsync(version, cancellationToken).ConfigureAwait(false);
                await copy.RegisterAsync(new VersionRegistration
                {
                    Model = model,
                    Version = version.Version,
                    Artifact = bytes is null ? (ReadOnlyMemory<byte>?)null : bytes,
                    FileName = version.FileName,
                }, cancellationToken).ConfigureAwait(false);
                await copy.PromoteAsync(new AliasChange(model, version.Version, "drill"), cancellationToken).ConfigureAwait(false);
            }

            return await GoBackAsync(copy, directory, current, before, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<DrillResult> GoBackAsync(SqliteModelRegistry copy, string directory, ModelVersion current, ModelVersion before, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddModelOps(options => options.Directory = directory)
            .AddModel<double, string>(model, builder => builder.Feature(static x => x, "x").LoadWith(static (_, _) => new NameLoader()));
        await using ServiceProvider app = services.BuildServiceProvider();
        var predictor = app.GetRequiredService<IPredictor<double, string>>();
        string serving = await predictor.PredictAsync(0, cancellationToken).ConfigureAwait(false);
        if (serving != current.Version)
            throw new CommandFault($"The copy of model '{model}' serves version '{serving}' and not '{current.Version}': somebody else changes it. Run the drill again.");

        long start = Stopwatch.GetTimestamp();
        await copy.RollbackAsync(new Rollback(model, "drill"), cancellationToken).ConfigureAwait(false);
        while (await predictor.PredictAsync(0, cancellationToken).ConfigureAwait(false) != before.Version)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new CommandFault($"After {Patience.TotalSeconds:0} s the copy still answers with version '{current.Version}'. Look at its log, and do not rely on a rollback of model '{model}'.");
        }

        return new DrillResult(current.Version, before.Version, Stopwatch.GetElapsedTime(start));
    }

    private async Task<(ModelVersion Current, ModelVersion Before)> VersionsAsync(CancellationToken cancellationToken)
    {
        ModelVersion current = await registry.ResolveAsync(model, ModelAlias.Champion, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFault($"Model '{model}' has no champion in {registry.Location}, so there is nothing to roll back. Promote a version first.");
        RegistryEvent? move = (await registry.GetHistoryAsync(model, cancellationToken).ConfigureAwait(false))
            .LastOrDefault(change => change.Alias == ModelAlias.Champion && change.To == current.Version && change.From is not null && change.From != current.Version);
        ModelVersion? before = move?.From is { } from ? await registry.FindAsync(model, from, cancellationToken).ConfigureAwait(false) : null;
        return before is not null
            ? (current, before)
            : throw new CommandFault($"Model '{model}' has had no champion before version '{current.Version}', so a rollback would have nothing to go back to. Promote a second version first.");
    }

    /// <summary>Answers with its version's name: what is drilled is the way back, not the model.</summary>
    private sealed class NameLoader : IModelLoader<double, string>
    {
        public ValueTask<IPredictor<double, string>> LoadAsync(ModelArtifact artifact, CancellationToken cancellationToken = default) =>
            new(new NamePredictor(artifact.Version.Version));
    }

    private sealed class NamePredictor(string name) : IPredictor<double, string>
    {
        public ValueTask<Prediction<string>> PredictAsync(double input, CancellationToken cancellationToken = default) => new(new Prediction<string>(name));
    }
}
