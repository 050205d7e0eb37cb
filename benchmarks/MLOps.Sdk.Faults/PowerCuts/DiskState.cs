using MLOps.Sdk.Faults.Disks;

namespace MLOps.Sdk.Faults.PowerCuts;

/// <summary>
/// A file as a disk may hold it after a power cut: what was there at its last sync, and of what was written since then any
/// part, in any order, torn between sectors.
/// </summary>
internal sealed class DiskState
{
    private const int Sector = 512;

    private readonly List<LoggedWrite> _unsynced = [];
    private readonly MemoryStream _synced = new();
    private bool _exists;
    private bool _existsSynced;
    private bool _isNew;

    /// <summary>The directory was synced: that the file is there, or is not, is certain now.</summary>
    public void SyncDirectory() => _existsSynced = _exists;

    /// <summary>Goes on by one step.</summary>
    /// <returns>Whether SQLite syncs the directory with it, as it does with the first sync of a file that it created.</returns>
    public bool Take(LoggedWrite write)
    {
        switch (write.Request)
        {
            case DiskRequest.Sync:
                foreach (LoggedWrite earlier in _unsynced)
                    Apply(_synced, earlier, static () => true);
                _unsynced.Clear();
                _existsSynced = _exists = true;
                bool wasNew = _isNew;
                _isNew = false;
                return wasNew;
            case DiskRequest.Create:
                (_exists, _existsSynced, _isNew) = (true, false, true);
                _synced.SetLength(0);
                _unsynced.Clear();
                break;
            case DiskRequest.Delete:
                _exists = false;
                break;
            default:
                _exists = true;
                _unsynced.Add(write);
                break;
        }

        return false;
    }

    /// <summary>One of the possible contents; null when the file is not there.</summary>
    /// <param name="random">Chooses.</param>
    /// <param name="share">How much of what was not synced has reached the disk, 0 to 1.</param>
    public MemoryStream? Draw(Random random, double share)
    {
        bool arrives = random.NextDouble() < share;
        if (!_exists && (arrives || !_existsSynced))
            return null;
        if (_exists && !_existsSynced && !arrives)
            return null;
        var content = new MemoryStream((int)_synced.Length + (64 * 1024));
        _synced.WriteTo(content);
        foreach (LoggedWrite write in _unsynced)
            Apply(content, write, () => random.NextDouble() < share);
        return content;
    }

    // A file's length is kept apart from its blocks: a block that was lost reads as what was there, or as zeros.
    private static void Apply(MemoryStream content, LoggedWrite write, Func<bool> arrives)
    {
        bool resized = arrives();
        if (write.Request == DiskRequest.Truncate)
        {
            if (resized)
                content.SetLength(write.Offset);
            return;
        }

        if (resized)
            content.SetLength(Math.Max(content.Length, write.Offset + write.Bytes.Length));
        for (int done = 0; done < write.Bytes.Length;)
        {
            long at = write.Offset + done;
            int length = (int)Math.Min(write.Bytes.Length - done, Sector - (at % Sector));
            if (arrives() && at + length <= content.Length)
            {
                content.Position = at;
                content.Write(write.Bytes, done, length);
            }

            done += length;
        }
    }
}
