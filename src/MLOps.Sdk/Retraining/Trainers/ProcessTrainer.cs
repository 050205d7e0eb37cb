using System.Diagnostics;
using System.Globalization;
using System.Text;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Retraining.Trainers;

/// <summary>
/// A trainer that is a program, such as <c>python3 train.py {data} {model}</c>: it reads the data file and writes the model.
/// Exit code 0 says that it did. At the time limit it is ended with every process that it started.
/// </summary>
/// <remarks>
/// In arguments, <c>{data}</c>, <c>{model}</c>, <c>{label}</c> and <c>{run}</c> stand for the files, the column of the truth and the
/// run's name; the environment has them as MODELOPS_DATA, MODELOPS_MODEL, MODELOPS_LABEL, MODELOPS_RUN, and MODELOPS_FACTS
/// names a file for what is known of the model: <c>{"metrics":{},"parameters":{},"environment":{},"codeCommit":""}</c>.
/// No shell is involved. The program works in the run's folder.
/// </remarks>
public sealed class ProcessTrainer : IModelTrainer
{
    /// <summary>The most bytes of output that are kept: 10 MiB; what comes later is read and dropped.</summary>
    public const int MaximumLogBytes = 10 * 1024 * 1024;

    private const int TailBytes = 2_000;
    private static readonly TimeSpan PatienceAfterKill = TimeSpan.FromSeconds(10);

    private readonly string _program;
    private readonly string[] _arguments;

    /// <summary>A program with its arguments.</summary>
    /// <param name="program">A path, or a name that is looked for along PATH.</param>
    /// <param name="arguments">Its arguments, each passed as it is.</param>
    public ProcessTrainer(string program, params IEnumerable<string> arguments)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(program);
        ArgumentNullException.ThrowIfNull(arguments);
        _program = program;
        _arguments = [.. arguments];
    }

    /// <inheritdoc/>
    public string Name => $"process {Path.GetFileName(_program)}";

    /// <inheritdoc/>
    public async ValueTask<TrainedModel> TrainAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        string folder = Path.GetDirectoryName(job.ModelFile)!;
        string facts = Path.Combine(folder, "model.json");
        File.Delete(facts);
        using Process process = Start(job, folder, facts);
        int exitCode;
        FileStream log = StoreFiles.CreatePrivate(job.LogFile, FileMode.Create);
        await using (log.ConfigureAwait(false))
        {
            using var writing = new SemaphoreSlim(1, 1);
            Task copying = Task.WhenAll(
                CopyAsync(process.StandardOutput.BaseStream, log, writing), CopyAsync(process.StandardError.BaseStream, log, writing));
            try
            {
                await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await WaitAsync(process.WaitForExitAsync(CancellationToken.None)).ConfigureAwait(false);
                await WaitAsync(copying).ConfigureAwait(false);
                throw;
            }

            exitCode = process.ExitCode;

            // A process that it left behind may hold the output open for ever.
            await WaitAsync(copying).ConfigureAwait(false);
        }

        return exitCode == 0
            ? TrainedModelJson.ReadFile(facts)
            : throw new RetrainingException(string.Create(CultureInfo.InvariantCulture, $"The program '{_program}' ended with exit code {exitCode}. Its output is in '{job.LogFile}'{TailOf(job.LogFile)}"));
    }

    private Process Start(TrainingJob job, string folder, string facts)
    {
        var start = new ProcessStartInfo(_program) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in _arguments)
        {
            start.ArgumentList.Add(argument
                .Replace("{data}", job.DataFile, StringComparison.Ordinal).Replace("{model}", job.ModelFile, StringComparison.Ordinal)
                .Replace("{label}", job.Label, StringComparison.Ordinal).Replace("{run}", job.Run, StringComparison.Ordinal));
        }

        start.Environment["MODELOPS_DATA"] = job.DataFile;
        start.Environment["MODELOPS_MODEL"] = job.ModelFile;
        start.Environment["MODELOPS_LABEL"] = job.Label;
        start.Environment["MODELOPS_RUN"] = job.Run;
        start.Environment["MODELOPS_FACTS"] = facts;
        try
        {
            Process process = Process.Start(start) ?? throw new RetrainingException($"The program '{_program}' did not start.");
            process.StandardInput.Close();
            return process;
        }
        catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new RetrainingException($"The program '{_program}' cannot be started: {fault.Message.TrimEnd('.')}. Give its path, or a name that PATH has.", fault);
        }
    }

    private static async Task CopyAsync(Stream output, FileStream log, SemaphoreSlim writing)
    {
        byte[] buffer = new byte[8192];
        while (true)
        {
            int length = await output.ReadAsync(buffer).ConfigureAwait(false);
            if (length == 0)
                return;
            await writing.WaitAsync().ConfigureAwait(false);
            try
            {
                int room = (int)Math.Min(length, MaximumLogBytes - log.Length);
                if (room > 0)
                    await log.WriteAsync(buffer.AsMemory(0, room)).ConfigureAwait(false);
            }
            finally
            {
                writing.Release();
            }
        }
    }

    private static async Task WaitAsync(Task task)
    {
        try
        {
            await task.WaitAsync(PatienceAfterKill).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is TimeoutException or IOException or ObjectDisposedException)
        {
            // What it wrote until now is kept.
        }
    }

    private static string TailOf(string path)
    {
        using FileStream log = File.OpenRead(path);
        log.Seek(-Math.Min(TailBytes, log.Length), SeekOrigin.End);
        using var reader = new StreamReader(log, Encoding.UTF8);
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? ", which is empty." : $"; it ends: {lines[^1]}";
    }
}
