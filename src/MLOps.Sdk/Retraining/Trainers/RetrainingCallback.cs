using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Artifacts;
using MLOps.Sdk.Registry.Rules;
using MLOps.Sdk.Retraining.Runs;

namespace MLOps.Sdk.Retraining.Trainers;

/// <summary>
/// Takes the call back of a training that a <see cref="WebhookTrainer"/> asked for, in any process of the store. An app maps it
/// to an address of its own; the body is <c>{"state":"success"|"failed","message":"…","metrics":{},"parameters":{}}</c>.
/// </summary>
/// <param name="directory">The store's directory.</param>
/// <param name="secret">The secret of <see cref="WebhookTrainerOptions"/>.</param>
public sealed class RetrainingCallback(string directory, string secret)
{
    /// <summary>The most bytes of a body: 64 KiB.</summary>
    public const int MaximumBytes = 64 * 1024;

    private const int FewestSecretCharacters = 16;
    private readonly string _secret = CheckSecret(secret);

    /// <summary>Takes a call.</summary>
    /// <param name="run">The run's name, as it was sent with the job.</param>
    /// <param name="token">The token, as it was sent with the job.</param>
    /// <param name="body">The body.</param>
    /// <returns>False when the token is not the run's, or there is no such run: answer 404 to both.</returns>
    /// <exception cref="RetrainingException">The body is not what it must be: answer 400 with the message.</exception>
    public bool Accept(string run, string token, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(token);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(TokenOf(_secret, run))))
            return false;
        try
        {
            RegistryName.CheckModel(run); // it becomes part of a path
        }
        catch (RegistryException)
        {
            return false;
        }

        string folder = Path.Combine(directory, RunFolder.Name, run, RunFolder.TrainerName);
        if (!Directory.Exists(folder))
            return false;
        Check(body);
        AtomicFile.Write(Path.Combine(folder, FileName), body);
        return true;
    }

    internal static string FileOf(TrainingJob job) => Path.Combine(Path.GetDirectoryName(job.ModelFile)!, FileName);

    internal static string TokenOf(string secret, string run) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes("callback\n" + run)));

    internal static string CheckSecret(string? secret) => secret is { Length: >= FewestSecretCharacters }
        ? secret
        : throw new ArgumentException($"The secret has {secret?.Length ?? 0} characters, and at least {FewestSecretCharacters} are needed: whoever knows it can hand in a model.", nameof(secret));

    private const string FileName = "callback.json";

    private static void Check(ReadOnlySpan<byte> body)
    {
        if (body.Length > MaximumBytes)
            throw new RetrainingException($"The call back has {body.Length} bytes, and at most {MaximumBytes} are taken.");
        try
        {
            using var json = JsonDocument.Parse(body.ToArray());
            if (json.RootElement.GetProperty("state").GetString() is not ("success" or "failed"))
                throw new RetrainingException("The state of a call back is \"success\" or \"failed\".");
            _ = TrainedModelJson.Read(json.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RetrainingException($"The call back is not {{\"state\":\"success\",\"message\":\"\",\"metrics\":{{}},\"parameters\":{{}}}}: {fault.Message}", fault);
        }
    }
}
