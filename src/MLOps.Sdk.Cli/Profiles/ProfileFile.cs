using System.Text;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.References.Imports;
using MLOps.Sdk.OnnxRuntime;

namespace MLOps.Sdk.Cli.Profiles;

/// <summary>Reads a profile from its own file, or from inside an .onnx file.</summary>
internal static class ProfileFile
{
    public static async Task<ReferenceProfile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        byte[] bytes = await InputFile.ReadAllBytesAsync(path, "The profile", cancellationToken).ConfigureAwait(false);
        if (path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return OnnxReference.Read(bytes)
                ?? throw new CommandFault($"'{path}' brings no reference. Make one of the training data with 'modelops profile create', and put it inside with 'modelops profile attach'.");
        }

        return ReferenceImport.Read(Encoding.UTF8.GetString(bytes), Path.GetFileNameWithoutExtension(path));
    }
}
