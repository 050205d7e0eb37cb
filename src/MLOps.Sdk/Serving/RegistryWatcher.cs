using Microsoft.Extensions.Logging;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Serving;

/// <summary>
/// Follows the registry on a thread of its own: when its revision moves, every model is brought to the version that
/// the registry says. A registry that is away changes nothing: the versions that answer go on.
/// </summary>
internal sealed class RegistryWatcher : IDisposable
{
    private readonly IModelRegistry _registry;
    private readonly ModelHost[] _hosts;
    private readonly TimeSpan _interval;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread _thread;
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private long _revision = long.MinValue; // guarded by _refreshing
    private bool _away; // the watcher's thread alone

    public RegistryWatcher(IModelRegistry registry, ModelHost[] hosts, TimeSpan interval, ILogger logger)
    {
        _registry = registry;
        _hosts = hosts;
        _interval = interval;
        _logger = logger;
        _thread = new Thread(Run) { Name = "ModelOps registry", IsBackground = true };
    }

    public void Start()
    {
        if (_registry is IRegistryNotifier notifier)
            notifier.Changed += OnChanged;
        _thread.Start();
    }

    /// <summary>Brings every model to the version that the registry says, now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            long revision = await _registry.GetRevisionAsync(cancellationToken).ConfigureAwait(false);
            if (revision != _revision)
            {
                bool followed = true;
                foreach (ModelHost host in _hosts)
                    followed &= await TryRefreshAsync(host, cancellationToken).ConfigureAwait(false);
                if (followed)
                    _revision = revision;
            }

            foreach (ModelHost host in _hosts)
                await host.SweepAsync().ConfigureAwait(false);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
            return;
        if (_registry is IRegistryNotifier notifier)
            notifier.Changed -= OnChanged;
        _stopping.Cancel();
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
        _refreshing.Dispose();
        _stopping.Dispose();
    }

    private void OnChanged(object? sender, EventArgs change)
    {
        try
        {
            _wake.Set();
        }
        catch (ObjectDisposedException)
        {
            // The change was under way when the watcher stopped: its maker must not hear of it.
        }
    }

    private void Run()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                RefreshAsync(_stopping.Token).GetAwaiter().GetResult();
                _away = false;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                if (!_away)
                    _logger.RegistryAway(fault, _registry.Location);
                _away = true;
            }

            _wake.WaitOne(_interval);
        }
    }

    private async ValueTask<bool> TryRefreshAsync(ModelHost host, CancellationToken cancellationToken)
    {
        (string? before, string? errorBefore) = (host.Status.Version, host.Status.Error);
        try
        {
            await host.RefreshAsync(_registry, cancellationToken).ConfigureAwait(false);
            if (host.Status.Version != before)
                _logger.VersionChanged(host.Name, before, host.Status.Version);
            if (host.Status.Error is not { } error)
                return true;
            if (error != errorBefore)
                _logger.VariantRefused(host.Name, error);
            return false;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            if (host.Status.Error != fault.Message)
                _logger.VersionRefused(fault, host.Name, before);
            host.NoteError(fault.Message);
            return false;
        }
    }
}
