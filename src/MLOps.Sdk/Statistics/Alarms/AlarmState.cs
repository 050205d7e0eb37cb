using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>Writes what an alarm has seen as bytes that <see cref="AlarmStateReader"/> reads on any machine.</summary>
internal sealed class AlarmStateWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4_096);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    public void Write(bool value) => Write(value ? 1 : 0);

    public void Write(ReadOnlySpan<double> values)
    {
        Write(values.Length);
        foreach (double value in values)
            Write(value);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        _bytes.Write(bytes);
    }

    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text).AsSpan());
}

/// <summary>Reads what <see cref="AlarmStateWriter"/> wrote.</summary>
/// <param name="bytes">The bytes.</param>
internal ref struct AlarmStateReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <exception cref="InvalidDataException">There is less than was asked for, here and in the others.</exception>
    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadInt64());

    public bool ReadBoolean() => ReadInt64() != 0;

    /// <summary>Reads as many numbers as there is room for.</summary>
    /// <exception cref="InvalidDataException">There were more or fewer.</exception>
    public void Read(Span<double> values)
    {
        long length = ReadInt64();
        if (length != values.Length)
            throw new InvalidDataException($"The alarm's state holds {length} numbers where {values.Length} are expected.");
        foreach (ref double value in values)
            value = ReadDouble();
    }

    public ReadOnlySpan<byte> ReadBytes()
    {
        long length = ReadInt64();
        return length is >= 0 and <= int.MaxValue ? Take((int)length) : throw new InvalidDataException($"The alarm's state holds a part of {length} bytes.");
    }

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
            throw new InvalidDataException($"The alarm's state ends {length - _rest.Length} bytes too soon.");
        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
