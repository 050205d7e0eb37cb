using System.Security.Cryptography;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Privacy.Encryption;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage;

/// <summary>
/// Encrypts raw inputs, raw outputs and quarantined records before a store gets them. On the pump's thread, which owns it; a
/// record costs no allocation. Without a key nothing is stored: the pump waits, as for a store that is away.
/// </summary>
internal sealed class EncryptingStore(IPredictionStore store, IPayloadKeyProvider keys) : IPredictionStore
{
    private PayloadKey? _key;
    private ulong _writer;
    private AesGcm? _cipher;
    private byte[] _input = [];
    private byte[] _output = [];

    /// <inheritdoc/>
    public IFeatureFormatter? FeatureFormatter => store.FeatureFormatter;

    /// <inheritdoc/>
    public void Open() => store.Open();

    /// <inheritdoc/>
    public void Begin()
    {
        Use(CurrentKey());
        store.Begin();
    }

    /// <inheritdoc/>
    public void Append(in PredictionRecord record)
    {
        if (record.RawInput.IsEmpty && record.RawOutput.IsEmpty)
        {
            store.Append(record);
            return;
        }

        store.Append(record with
        {
            RawInput = Seal(record.Id, PayloadColumn.RawInput, record.RawInput, ref _input),
            RawOutput = Seal(record.Id, PayloadColumn.RawOutput, record.RawOutput, ref _output),
            PayloadsAreEncrypted = true,
        });
    }

    /// <inheritdoc/>
    public void Append(in AnnotationRecord record) => store.Append(record);

    /// <inheritdoc/>
    public void Append(StoredWindow window) => store.Append(window);

    /// <inheritdoc/>
    public void Append(Alert alert) => store.Append(alert);

    /// <inheritdoc/>
    public void Append(LogEvent happened) => store.Append(happened);

    /// <inheritdoc/>
    public void Quarantine(PredictionId id, ReadOnlySpan<byte> frame, string reason) =>
        store.Quarantine(id, Seal(id, PayloadColumn.Quarantine, frame, ref _input), reason);

    /// <inheritdoc/>
    public void Commit() => store.Commit();

    /// <inheritdoc/>
    public void Rollback() => store.Rollback();

    /// <inheritdoc/>
    public void Dispose()
    {
        _cipher?.Dispose();
        _cipher = null;
        store.Dispose();
    }

    private PayloadKey CurrentKey()
    {
        try
        {
            return keys.Current ?? throw new StoreException("The provider of keys gives no current key. Nothing is stored until it does, and nothing is lost while the channel has room.");
        }
        catch (Exception fault) when (fault is not StoreException)
        {
            throw new StoreException($"The key for payloads cannot be had: {fault.Message} Nothing is stored until it can, and nothing is lost while the channel has room.", fault);
        }
    }

    private void Use(PayloadKey key)
    {
        if (ReferenceEquals(key, _key))
            return;
        _key = key;
        _cipher?.Dispose();
        _cipher = null;
    }

    private ReadOnlySpan<byte> Seal(PredictionId id, PayloadColumn column, ReadOnlySpan<byte> plain, ref byte[] buffer)
    {
        if (plain.IsEmpty)
            return default;
        if (_cipher is null || _writer != id.Writer)
        {
            _cipher?.Dispose();
            _cipher = PayloadEnvelope.CipherOf(_key!, id.Writer);
            _writer = id.Writer;
        }

        int length = PayloadEnvelope.LengthOf(_key!, plain.Length);
        if (buffer.Length < length)
            buffer = GC.AllocateUninitializedArray<byte>(Math.Max(2 * length, 4096));
        PayloadEnvelope.Seal(_cipher, _key!, id, column, plain, buffer.AsSpan(0, length));
        return buffer.AsSpan(0, length);
    }
}
