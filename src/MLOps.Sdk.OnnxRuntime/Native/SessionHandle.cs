using System.Runtime.InteropServices;

namespace MLOps.Sdk.OnnxRuntime.Native;

/// <summary>
/// A native session. Its count of users is the handle's own: disposing it refuses new users, and the session is
/// released when the last one has gone, or by the finalizer when nobody disposed it.
/// </summary>
internal sealed class SessionHandle : SafeHandle
{
    private readonly OrtApi _api;

    public SessionHandle(OrtApi api, nint session) : base(0, ownsHandle: true)
    {
        _api = api;
        SetHandle(session);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _api.ReleaseSession(handle);
        return true;
    }
}
