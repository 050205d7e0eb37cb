using System.Net;
using MLOps.Sdk.MLflow.Http;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.MLflow.Artifacts;

/// <summary>
/// Downloads a file to disk: bounded in size and in standing still, not in time as a whole; what is there stays when the
/// line breaks, and the next try goes on behind it.
/// </summary>
internal sealed class ArtifactDownload(MlflowClient client, MlflowOptions options, TimeProvider time)
{
    private const int BufferBytes = 1 << 20;

    /// <param name="file">The file.</param>
    /// <param name="part">Where to keep it until it is whole.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MlflowException">The server does not give it.</exception>
    /// <exception cref="RegistryCorruptException">It is longer or shorter than the server says.</exception>
    public async ValueTask FetchAsync(ArtifactFile file, string part, CancellationToken cancellationToken)
    {
        if (file.Bytes > options.MaximumArtifactBytes)
            throw TooLarge(file, file.Bytes.Value);
        await client.RetryAsync(async () =>
        {
            await FetchRestAsync(file, part, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);

        long length = new FileInfo(part).Length;
        if (file.Bytes is { } expected && expected != length)
        {
            File.Delete(part);
            throw new RegistryCorruptException($"The artefact at {file.Address} has {length} bytes, and the server lists it with {expected}. It was cut off or replaced; it is not used.");
        }
    }

    private async Task FetchRestAsync(ArtifactFile file, string part, CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(options.IdleTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        try
        {
            long start = File.Exists(part) ? new FileInfo(part).Length : 0;
            if (file.Bytes is { } whole && start >= whole)
                start = 0;
            using HttpResponseMessage answer = await client.OpenAsync(file.Address, start, either.Token).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
                throw new MlflowException($"The MLflow server answered {file.Address} with {(int)answer.StatusCode}. Check that it serves artefacts (--serve-artifacts).") { Status = answer.StatusCode };

            // A server that does not know ranges, or starts elsewhere, begins again.
            bool goesOn = answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == start;
            using FileStream target = new(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write);
            await CopyAsync(answer, target, file, idle, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MlflowException($"The download of {file.Address} stood still for {options.IdleTimeout.TotalSeconds:0.###} s. The next try goes on where it stopped.", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw new MlflowException($"The download of {file.Address} broke off: {fault.Message} The next try goes on where it stopped.", fault);
        }
    }

    private async ValueTask CopyAsync(HttpResponseMessage answer, FileStream target, ArtifactFile file, CancellationTokenSource idle, CancellationToken cancellationToken)
    {
        using Stream content = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] buffer = new byte[BufferBytes];
        long most = Math.Min(options.MaximumArtifactBytes, file.Bytes ?? long.MaxValue);
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (target.Position + read > most)
            {
                long more = target.Position + read;
                target.SetLength(0);
                throw TooLarge(file, more);
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            idle.CancelAfter(options.IdleTimeout);
        }

        if (file.Bytes is { } whole && target.Position < whole)
            throw new MlflowException($"The download of {file.Address} ended after {target.Position} of {whole} bytes. The next try goes on there.");
    }

    private RegistryCorruptException TooLarge(ArtifactFile file, long bytes) =>
        new($"The artefact at {file.Address} has {bytes} bytes or more, and {(file.Bytes is { } listed && listed < bytes ? $"is listed with {listed}" : $"at most {options.MaximumArtifactBytes} are taken (MaximumArtifactBytes)")}. It is not used.");
}
