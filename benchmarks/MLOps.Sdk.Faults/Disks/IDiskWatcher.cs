namespace MLOps.Sdk.Faults.Disks;

/// <summary>What SQLite asks of a file.</summary>
internal enum DiskRequest
{
    Create,
    Write,
    Truncate,
    Sync,
    Delete,
}

/// <summary>Is told what SQLite asks of the files of a directory before it is done, and may make it fail. Called by any thread.</summary>
internal interface IDiskWatcher
{
    /// <summary>What is about to be done.</summary>
    /// <param name="request">What.</param>
    /// <param name="path">To which file.</param>
    /// <param name="offset">Where the bytes go; the new length of a truncation.</param>
    /// <param name="bytes">What is written.</param>
    /// <returns>0 to let it be done, or the code with which SQLite is told that it failed.</returns>
    int Before(DiskRequest request, string path, long offset, ReadOnlySpan<byte> bytes);
}
