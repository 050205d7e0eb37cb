using Microsoft.Extensions.Logging.Abstractions;
using MLOps.Sdk.Alerts;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Alerts;

public class AlertDispatcherTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Every_alert_is_stored_and_told_to_every_handler_in_order()
    {
        var stored = new WindowQueue();
        var first = new Handler(2);
        var second = new Handler(2);
        AlertDispatcher alerts = Create(stored, first, second);
        alerts.Add(Raise("a"));
        alerts.Start();
        alerts.Add(Raise("b"));

        Assert.Equal(["a", "b"], await first.All.WaitAsync(Bound));
        Assert.Equal(["a", "b"], await second.All.WaitAsync(Bound));
        Assert.Equal(2, stored.Count);
        alerts.Stop();
    }

    [Fact]
    public async Task A_handler_that_throws_leaves_the_others_and_later_alerts_as_they_are()
    {
        var good = new Handler(2);
        AlertDispatcher alerts = Create(new WindowQueue(), new Handler(0, _ => throw new InvalidOperationException("no mail server")), good);
        alerts.Start();
        alerts.Add(Raise("a"));
        alerts.Add(Raise("b"));

        Assert.Equal(["a", "b"], await good.All.WaitAsync(Bound));
        alerts.Stop();
    }

    [Fact]
    public async Task A_handler_that_hangs_holds_up_nobody_who_raises_and_what_it_misses_is_counted_and_stored()
    {
        var stored = new WindowQueue();
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        AlertDispatcher alerts = Create(stored, new Handler(0, _ =>
        {
            entered.TrySetResult();
            return release.Task;
        }));
        alerts.Start();
        alerts.Add(Raise("first"));
        await entered.Task.WaitAsync(Bound);
        for (int i = 0; i < 1_010; i++)
            alerts.Add(Raise("more"));

        Assert.Equal(10, alerts.Untold);
        Assert.Equal(1_011, stored.Count);
        release.SetResult();
        alerts.Stop();
    }

    [Fact]
    public async Task What_was_raised_before_the_stop_is_told()
    {
        var handler = new Handler(50);
        AlertDispatcher alerts = Create(new WindowQueue(), handler);
        alerts.Start();
        for (int i = 0; i < 50; i++)
            alerts.Add(Raise("a"));
        alerts.Stop();
        alerts.Stop();

        Assert.True(handler.All.IsCompleted);
        Assert.Equal(50, (await handler.All).Length);
    }

    private static AlertDispatcher Create(WindowQueue stored, params IAlertHandler[] handlers) =>
        new(stored, () => handlers, TimeProvider.System, NullLogger<AlertDispatcher>.Instance);

    private static Alert Raise(string signal) => new()
    {
        Model = "fraud",
        Version = "v1",
        Monitor = "drift",
        Signal = signal,
        Kind = "e-mixture",
        Time = DateTimeOffset.UnixEpoch,
        Row = 7,
        Message = "It drifted.",
    };

    private sealed class Handler(int expected, Func<Alert, Task>? handle = null) : IAlertHandler
    {
        private readonly List<string> _told = [];
        private readonly TaskCompletionSource<string[]> _all = new();

        public Task<string[]> All => _all.Task;

        public async ValueTask HandleAsync(Alert alert, CancellationToken cancellationToken)
        {
            _told.Add(alert.Signal);
            if (_told.Count == expected)
                _all.SetResult([.. _told]);
            if (handle is not null)
                await handle(alert);
        }
    }
}
