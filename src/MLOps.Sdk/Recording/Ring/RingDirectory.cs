using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Recording.Ring;

/// <summary>A ring with the files that belong to it: the ring, the names of its versions, and the lock of its process.</summary>
internal sealed class RingFiles : IDisposable
{
    private readonly FileStream? _lock;

    public RingFiles(PredictionRing ring, FileStream? ownership)
    {
        Ring = ring;
        _lock = ownership;
    }

    public PredictionRing Ring { get; }

    /// <summary>Stretches that a crash of the machine left in pieces; there are no records in them any more.</summary>
    public int Torn { get; init; }

    /// <summary>Removes the files: everything in the ring is durable. The memory stays mapped for late callers.</summary>
    public void Delete()
    {
        if (Ring.Memory.Path is not { } path)
            return;
        foreach (string file in (string[])[path, RingDirectory.VersionsPath(path), RingDirectory.LockPath(path)])
            TryDelete(file);
    }

    /// <summary>Whether it is a part of another ring that was moved to disk while the store was away.</summary>
    public bool IsSegment => Path.GetFileName(Ring.Memory.Path)?.Contains('-', StringComparison.Ordinal) == true;

    /// <summary>Lets go of the lock: from now on another process may take the ring over.</summary>
    public void Dispose()
    {
        Ring.Memory.CloseFile();
        _lock?.Dispose();
    }

    internal static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Still mapped on Windows: the next start finds it empty and removes it.
        }
    }
}

/// <summary>The directory where the rings of all processes that share a store lie.</summary>
/// <remarks>
/// A process owns a ring while it holds the ring's lock file open. A ring whose lock can be taken was left behind by a
/// process that ended; whoever takes the lock stores what is in it.
/// </remarks>
internal sealed class RingDirectory(string path, TimeProvider time)
{
    /// <summary>The folder in a store's directory that holds the rings.</summary>
    public const string FolderName = "rings";

    public const string RingExtension = ".ring";

    /// <summary>What is put behind the name of a ring that cannot be read.</summary>
    public const string TornExtension = ".torn";

    private readonly HashSet<string> _torn = new(StringComparer.Ordinal); // told of and not set aside yet; the thread that takes over

    public static string VersionsPath(string ring) => Path.ChangeExtension(ring, ".versions.json");

    public static string LockPath(string ring) => Path.ChangeExtension(ring, ".lock");

    /// <summary>A ring for this process: in a file when it can be had, else in plain memory.</summary>
    /// <param name="options">Lanes and bytes.</param>
    /// <param name="reason">Why it is plain memory; null when it is a file.</param>
    public RingFiles Create(RecordingOptions options, out string? reason)
    {
        IdSeed seed = IdSeed.Create(time);
        reason = options.SurviveCrash ? null : "RecordingOptions.SurviveCrash is false.";
        if (options.SurviveCrash)
        {
            try
            {
                return CreateFile(options, seed);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                reason = $"No ring file of {PredictionRing.SizeOf(options.Lanes, options.LaneBytes):N0} bytes could be made in '{path}': {fault.Message}";
            }
        }

        RingMemory memory = RingMemory.Allocate(PredictionRing.SizeOf(options.Lanes, options.LaneBytes));
        return new RingFiles(PredictionRing.Create(memory, new VersionTable(), options.Lanes, options.LaneBytes, time, seed), ownership: null);
    }

    /// <summary>Whether a ring lies there whose process has ended: nobody holds its lock.</summary>
    public bool HasAbandoned()
    {
        if (!Directory.Exists(path))
            return false;
        foreach (string ring in Directory.EnumerateFiles(path, "*" + RingExtension))
        {
            if (!RingLock.IsHeld(LockPath(ring)))
                return true;
        }

        return false;
    }

    /// <summary>Takes over the rings of processes that ended.</summary>
    /// <param name="events">Told what a crash of the machine cost.</param>
    public IEnumerable<RingFiles> TakeOver(IEventSink events)
    {
        if (!Directory.Exists(path))
            yield break;

        string[] rings = Directory.GetFiles(path, "*" + RingExtension);
        Array.Sort(rings, StringComparer.Ordinal); // the segments of a ring, numbered, come before the ring itself
        foreach (string file in rings)
        {
            if (TryTakeOver(file, events) is { } ring)
                yield return ring;
        }
    }

    /// <summary>A copy of what stands before given positions of a ring, as a ring of its own whose records have the same ids.</summary>
    /// <remarks>Only bytes that hold something take room on disk, and all that will be written later are among them.</remarks>
    /// <exception cref="IOException">The disk has no room.</exception>
    public RingFiles CreateSegment(PredictionRing ring, ReadOnlySpan<long> positions, int number)
    {
        PrivateFile.CreateDirectory(path);
        string segment = Path.Combine(path, $"{ring.Header.Writer:x16}{ring.Header.Salt >> 48:x4}-{number:d6}{RingExtension}");
        FileStream? ownership = null, file = null;
        try
        {
            ownership = PrivateFile.Create(LockPath(segment));
            file = PrivateFile.Create(segment, allocate: 0, FileShare.ReadWrite | FileShare.Delete);
            ring.CopyTo(file, positions);
            ring.Versions.SaveTo(VersionsPath(segment));
            PredictionRing copy = PredictionRing.Attach(RingMemory.Map(file, file.Length), ring.Versions)
                ?? throw new IOException($"The segment '{segment}' could not be read back.");
            return new RingFiles(copy, ownership);
        }
        catch
        {
            file?.Dispose();
            ownership?.Dispose();
            foreach (string left in (string[])[segment, VersionsPath(segment), LockPath(segment)])
                RingFiles.TryDelete(left);
            throw;
        }
    }

    /// <summary>Keeps rings that cannot be read for people, under a name that nobody takes over. Called when the log holds that they are torn: before, a crash would leave them unmentioned.</summary>
    public void SetAsideTorn()
    {
        foreach (string ring in _torn)
        {
            try
            {
                File.Move(ring, ring + TornExtension, overwrite: true);
                RingFiles.TryDelete(VersionsPath(ring));
                RingFiles.TryDelete(LockPath(ring));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Another process did it, or it is told again with the next look.
            }
        }

        _torn.Clear();
    }

    private RingFiles CreateFile(RecordingOptions options, IdSeed seed)
    {
        PrivateFile.CreateDirectory(path);
        string ring = Path.Combine(path, $"{seed.Writer:x16}{seed.Salt >> 48:x4}{RingExtension}");
        FileStream? ownership = null, file = null;
        try
        {
            long size = PredictionRing.SizeOf(options.Lanes, options.LaneBytes);
            ownership = PrivateFile.Create(LockPath(ring));
            file = PrivateFile.Create(ring, allocate: size, FileShare.ReadWrite | FileShare.Delete);
            file.SetLength(size);
            RingMemory memory = RingMemory.Map(file, size);
            var versions = new VersionTable(VersionsPath(ring));
            return new RingFiles(PredictionRing.Create(memory, versions, options.Lanes, options.LaneBytes, time, seed), ownership);
        }
        catch
        {
            file?.Dispose();
            ownership?.Dispose();
            RingFiles.TryDelete(ring);
            RingFiles.TryDelete(LockPath(ring));
            throw;
        }
    }

    private static int? Repaired(PredictionRing ring)
    {
        foreach (RingLane lane in ring.Lanes)
            lane.Repair();
        return 0;
    }

    private RingFiles? TryTakeOver(string path, IEventSink events)
    {
        FileStream? ownership = null, file = null;
        try
        {
            ownership = PrivateFile.Create(LockPath(path));
            file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length >= RingHeader.Bytes)
            {
                RingMemory memory = RingMemory.Map(file, file.Length);
                VersionTable versions = File.Exists(VersionsPath(path)) ? VersionTable.Load(VersionsPath(path)) : new VersionTable();
                if (PredictionRing.Attach(memory, versions) is { } ring && (ring.Header.IsOfOtherBoot ? ring.Mend() : Repaired(ring)) is { } torn)
                {
                    var files = new RingFiles(ring, ownership) { Torn = torn };
                    if (ring.Header.IsOfOtherBoot && !files.IsSegment)
                        events.Add(MachineCrash.GapOf(ring, torn, time));
                    return files;
                }

                bool isUnfinished = MachineCrash.IsUnfinished(memory);
                memory.CloseFile();
                if (!isUnfinished)
                {
                    events.Add(MachineCrash.GapOfTorn(path, time));
                    _torn.Add(path);
                    ownership.Dispose();
                    return null;
                }
            }

            // Never finished: its process ended before anybody could record into it.
            RingFiles.TryDelete(path);
            RingFiles.TryDelete(VersionsPath(path));
            RingFiles.TryDelete(LockPath(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Owned by a running process, or taken over by another one at this moment.
        }

        file?.Dispose();
        ownership?.Dispose();
        if (!File.Exists(path))
            RingFiles.TryDelete(LockPath(path));
        return null;
    }
}
