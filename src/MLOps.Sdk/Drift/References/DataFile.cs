using System.Buffers.Binary;
using System.IO.Compression;

namespace MLOps.Sdk.Drift.References;

/// <summary>Reads files of rows, plain or .gz, and notices where the end of a .gz is missing.</summary>
public static class DataFile
{
    /// <summary>The content of a file: unpacked when its name ends in .gz. Disposing it disposes the file.</summary>
    /// <param name="file">The file, at its start; one that ends in .gz must be seekable.</param>
    /// <returns>A stream that throws <see cref="InvalidDataException"/> where a packed file is damaged, or ends before its last byte.</returns>
    public static Stream Unpack(FileStream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new WholeGzip(file) : file;
    }

    /// <summary>
    /// A gzip file that ends too early reads like a shorter one: what is there unpacks without a fault. Its last four bytes say
    /// how long the content is (RFC 1952, ISIZE, modulo 2^32; of several members that of the last), so that a cut shows.
    /// </summary>
    private sealed class WholeGzip : Stream
    {
        private const int LeastBytes = 18; // header and trailer

        private readonly GZipStream _content;
        private readonly uint _lastMember;
        private long _bytes;

        public WholeGzip(FileStream file)
        {
            if (file.Length is > 0 and < LeastBytes)
                throw new InvalidDataException("It is no gzip file, or all but its first bytes are missing.");
            if (file.Length > 0) // none at all: .NET packs an empty content so
                _lastMember = LastMember(file);
            _content = new GZipStream(file, CompressionMode.Decompress);
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = _content.Read(buffer);
            _bytes += read;
            if (read == 0 && buffer.Length > 0 && _bytes <= uint.MaxValue && _bytes < _lastMember)
                throw new InvalidDataException("Its end is missing: it was not written or copied to the end.");
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static uint LastMember(FileStream file)
        {
            Span<byte> size = stackalloc byte[sizeof(uint)];
            file.Seek(-size.Length, SeekOrigin.End);
            file.ReadExactly(size);
            file.Seek(0, SeekOrigin.Begin);
            return BinaryPrimitives.ReadUInt32LittleEndian(size);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _content.Dispose();
            base.Dispose(disposing);
        }
    }
}
