using System.Diagnostics.CodeAnalysis;

namespace RtcVoice.Server.Watching;

/// <summary>
/// Takes a snapshot once a second while anybody watches, and gives the same bytes to all who do. Nothing is taken while
/// nobody watches. Any thread.
/// </summary>
/// <param name="take">Takes a snapshot; not called again before it has completed.</param>
/// <param name="clock">Tells when a second is over.</param>
/// <param name="logger">Told why a snapshot could not be taken.</param>
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer holds nothing to dispose of; it is cancelled at the end.")]
internal sealed partial class Broadcast(Func<CancellationToken, Task<byte[]>> take, TimeProvider clock, ILogger<Broadcast> logger)
{
    /// <summary>Consoles are for people who run the server, and each is a connection that is never idle.</summary>
    public const int MaxWatchers = 32;

    /// <summary>Between two snapshots.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Func<CancellationToken, Task<byte[]>> _take = take;
    private readonly TimeProvider _clock = clock;
    private readonly ILogger _logger = logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly List<Watcher> _watchers = [];
    private volatile byte[]? _latest;
    private bool _isRunning;

    /// <summary>How many watch.</summary>
    public int Watchers
    {
        get
        {
            lock (_gate)
            {
                return _watchers.Count;
            }
        }
    }

    /// <summary>Begins to watch; to be disposed of. Null when there are as many as there may be, or the server stops.</summary>
    public Watcher? TryWatch()
    {
        lock (_gate)
        {
            if (_watchers.Count >= MaxWatchers || _stopping.IsCancellationRequested)
            {
                return null;
            }

            var watcher = new Watcher(Leave);
            _watchers.Add(watcher);
            if (!_isRunning)
            {
                _isRunning = true;
                _latest = null;
                _ = RunAsync();
            }
            else if (_latest is { } latest)
            {
                // Less than a second old.
                watcher.TryOffer(latest);
            }

            return watcher;
        }
    }

    /// <summary>Ends with the server.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _ = _stopping.CancelAsync();
            foreach (Watcher watcher in _watchers)
            {
                watcher.End();
            }
        }
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval, _clock);
        try
        {
            do
            {
                _latest = await TryTakeAsync();
            }
            while (TryGive() && await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task<byte[]?> TryTakeAsync()
    {
        try
        {
            return await _take(_stopping.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whoever watches sees that nothing comes; the next one may be taken.
            LogNotTaken(e);
            return null;
        }
    }

    // False when nobody is there any more, and it is the next to come who starts it again.
    private bool TryGive()
    {
        lock (_gate)
        {
            for (int i = _watchers.Count - 1; i >= 0 && _latest is not null; i--)
            {
                if (!_watchers[i].TryOffer(_latest))
                {
                    LogDropped(Watcher.MaxWaiting);
                    _watchers[i].End();
                    _watchers.RemoveAt(i);
                }
            }

            return _isRunning = _watchers.Count > 0;
        }
    }

    private void Leave(Watcher watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
        }
    }
}
