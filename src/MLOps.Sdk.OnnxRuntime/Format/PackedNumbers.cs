namespace MLOps.Sdk.OnnxRuntime.Format;

/// <summary>Reads the numbers of a packed field.</summary>
internal ref struct PackedNumbers(ReadOnlySpan<byte> content)
{
    private ReadOnlySpan<byte> _rest = content;

    public long Number { get; private set; }

    public bool IsBroken { get; private set; }

    public bool Read()
    {
        ulong value = 0;
        for (int i = 0; i < _rest.Length && i < 10; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] >= 0x80)
                continue;
            _rest = _rest[(i + 1)..];
            Number = (long)value;
            return true;
        }

        IsBroken = !_rest.IsEmpty;
        return false;
    }
}
