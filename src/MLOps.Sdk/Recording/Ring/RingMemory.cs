using System.IO.MemoryMappedFiles;
using System.Runtime.ConstrainedExecution;
using System.Runtime.InteropServices;

namespace MLOps.Sdk.Recording.Ring;

/// <summary>
/// The bytes of a ring. It is unmapped only when nothing refers to it any more, never while a late caller could still
/// touch it: touching an unmapped page would end the host.
/// </summary>
internal abstract unsafe class RingMemory : CriticalFinalizerObject
{
    /// <summary>The first byte, on a page boundary.</summary>
    public byte* Pointer { get; protected init; }

    /// <summary>The number of bytes.</summary>
    public long Length { get; protected init; }

    /// <summary>The file behind it; null for plain memory, which does not survive the process.</summary>
    public string? Path { get; protected init; }

    /// <summary>Plain memory, zeroed.</summary>
    public static RingMemory Allocate(long length) => new PlainMemory(length);

    /// <summary>A file mapped into memory.</summary>
    /// <param name="file">The open file; its lock is held until <see cref="CloseFile"/>.</param>
    /// <param name="length">Bytes, all of them allocated on disk already.</param>
    public static RingMemory Map(FileStream file, long length) => new MappedMemory(file, length, MemoryMappedFileAccess.ReadWrite);

    /// <summary>A file mapped into memory that must not be written: for looking at the ring of another process.</summary>
    /// <param name="file">The file, open for reading.</param>
    /// <param name="length">Bytes, at most the file's.</param>
    public static RingMemory MapForReading(FileStream file, long length) => new MappedMemory(file, length, MemoryMappedFileAccess.Read);

    /// <summary>Lets go of the file's lock. The bytes stay mapped.</summary>
    public virtual void CloseFile()
    {
    }

    private sealed class PlainMemory : RingMemory
    {
        public PlainMemory(long length)
        {
            Pointer = (byte*)NativeMemory.AlignedAlloc((nuint)length, 4096);
            NativeMemory.Clear(Pointer, (nuint)length);
            Length = length;
        }

        ~PlainMemory() => NativeMemory.AlignedFree(Pointer);
    }

    private sealed class MappedMemory : RingMemory
    {
        private readonly FileStream _file;
        private readonly MemoryMappedFile _map;
        private readonly MemoryMappedViewAccessor _view;

        public MappedMemory(FileStream file, long length, MemoryMappedFileAccess access)
        {
            _file = file;
            _map = MemoryMappedFile.CreateFromFile(file, null, length, access, HandleInheritability.None, leaveOpen: true);
            _view = _map.CreateViewAccessor(0, length, access);
            byte* pointer = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
            Pointer = pointer + _view.PointerOffset;
            Length = length;
            Path = file.Name;
        }

        ~MappedMemory() => _view.SafeMemoryMappedViewHandle.ReleasePointer();

        public override void CloseFile()
        {
            _map.Dispose();
            _file.Dispose();
        }
    }
}
