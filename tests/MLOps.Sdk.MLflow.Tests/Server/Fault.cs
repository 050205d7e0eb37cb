using System.Net;
using System.Text;

namespace MLOps.Sdk.MLflow.Tests.Server;

/// <summary>What goes wrong with calls whose path contains a text.</summary>
/// <param name="Kind">What.</param>
/// <param name="Call">A part of the path; empty for every call.</param>
internal sealed record Fault(FaultKind Kind, string Call)
{
    /// <summary>Answers wrongly.</summary>
    /// <returns>False when the right answer is to be sent after all.</returns>
    public async Task<bool> SpoilAsync(HttpListenerContext context, Func<Reply> right, CancellationToken stopping)
    {
        switch (Kind)
        {
            case FaultKind.Down:
                context.Response.Abort();
                return true;
            case FaultKind.Silent:
                await new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromMinutes(2), stopping); // longer than any client waits
                return true;
            case FaultKind.Error:
                await Reply.Error(500, "INTERNAL_ERROR", "database is locked").SendAsync(context, stopping);
                return true;
            case FaultKind.Garbage:
                await new Reply(200, [0, 1, 2, 0xFF, (byte)'{']).SendAsync(context, stopping);
                return true;
            case FaultKind.Page:
                await new Reply(200, "<html>sign in</html>"u8.ToArray()).SendAsync(context, stopping);
                return true;
            case FaultKind.Huge:
                await new Reply(200, Encoding.UTF8.GetBytes("{\"x\":\"" + new string('x', 4 << 20) + "\"}")).SendAsync(context, stopping);
                return true;
            case FaultKind.Truncated:
                Reply whole = right();
                context.Response.ContentLength64 = whole.Body.Length;
                await context.Response.OutputStream.WriteAsync(whole.Body.AsMemory(0, whole.Body.Length / 2), stopping);
                context.Response.Abort();
                return true;
            default:
                Reply other = right();
                byte[] changed = [.. other.Body];
                if (changed.Length > 0)
                    changed[^1] ^= 1;
                await (other with { Body = changed }).SendAsync(context, stopping);
                return true;
        }
    }
}

/// <summary>Ways to fail.</summary>
internal enum FaultKind
{
    Down,
    Silent,
    Error,
    Garbage,
    Page,
    Huge,
    Truncated,
    Changed,
}
