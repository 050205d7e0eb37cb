namespace MLOps.Sdk.OnnxRuntime.Format;

/// <summary>Walks the fields of one protobuf message without believing any length it names.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private readonly int _length = message.Length;
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The bytes read so far.</summary>
    public readonly int Position => _length - _rest.Length;

    /// <summary>The number of the field read last.</summary>
    public int Field { get; private set; }

    /// <summary>Its wire type.</summary>
    public WireType Type { get; private set; }

    /// <summary>Its value when it is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its content when it has a length.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Whether the bytes broke the format.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Reads the next field.</summary>
    /// <returns>False at the end, and where the bytes are not protobuf (<see cref="IsBroken"/>).</returns>
    public bool Read()
    {
        if (_rest.IsEmpty || IsBroken)
            return false;
        if (!TryReadVarint(out ulong tag) || tag >> 3 is 0 or > (1 << 29) - 1)
            return Break();

        Field = (int)(tag >> 3);
        Type = (WireType)(tag & 7);
        Content = default;
        Number = 0;
        return Type switch
        {
            WireType.Varint => TryReadVarint(out ulong value) ? Accept(value) : Break(),
            WireType.Fixed64 => TryTake(8) || Break(),
            WireType.Fixed32 => TryTake(4) || Break(),
            WireType.Length => (TryReadVarint(out ulong length) && length <= (ulong)_rest.Length && TryTake((int)length)) || Break(),
            _ => Break(),
        };
    }

    private bool Accept(ulong value)
    {
        Number = value;
        return true;
    }

    private bool TryTake(int length)
    {
        if (_rest.Length < length)
            return false;
        Content = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    private bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (int i = 0; i < _rest.Length && i < 10; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    private bool Break()
    {
        IsBroken = true;
        return false;
    }
}

/// <summary>How a protobuf field is laid out.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    Fixed32 = 5,
}
