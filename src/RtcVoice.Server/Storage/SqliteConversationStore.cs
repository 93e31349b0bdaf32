using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using RtcVoice.Conversation.Storage;
using RtcVoice.Server.Hosting;

namespace RtcVoice.Server.Storage;

/// <summary>
/// Keeps conversations in a file. Sessions only leave what has changed; one thread of its own writes it, all that has come
/// meanwhile in one transaction, and reads and prunes in between. What cannot be written, because the disk is full for
/// instance, is tried again every second as long as there is room for it in memory.
/// </summary>
internal sealed partial class SqliteConversationStore : IConversationStore, IAsyncDisposable
{
    /// <summary>States of items that may wait: a second of 2,000 busy calls, and about 50 MB of talk.</summary>
    private const int MaxPending = 50_000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromDays(1);

    private readonly HistoryDatabase _database;
    private readonly TimeSpan? _maxAge;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly PendingRecords _pending;
    private readonly ConcurrentQueue<Action> _reads = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _pruneTimer;
    private volatile bool _isStopping;
    private volatile bool _isPruneDue;
    private long _droppedTold;
    private bool _isFailing;

    private SqliteConversationStore(HistoryDatabase database, TimeSpan? maxAge, TimeProvider clock, ILogger logger, int maxPending)
    {
        _database = database;
        _maxAge = maxAge;
        _clock = clock;
        _logger = logger;
        _pending = new PendingRecords(maxPending);
        _isPruneDue = maxAge is not null;
        _pruneTimer = clock.CreateTimer(_ => Prune(), null, PruneInterval, PruneInterval);
        new Thread(Run) { IsBackground = true, Name = "history" }.Start();
    }

    /// <summary>States of items that were lost because nothing could be written for too long.</summary>
    public long Dropped => _pending.Dropped;

    /// <summary>Opens a file, or makes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxAge">How long a conversation is kept after its last change; null for ever.</param>
    /// <param name="clock">Tells the time of day.</param>
    /// <param name="logger">Where it says what it could not keep.</param>
    /// <param name="maxPending">States of items that may wait to be written.</param>
    /// <exception cref="StartException">The file cannot be used; the message says why and what to do.</exception>
    public static SqliteConversationStore Open(string path, TimeSpan? maxAge, TimeProvider clock, ILogger logger, int maxPending = MaxPending)
    {
        try
        {
            return new SqliteConversationStore(HistoryDatabase.Open(path), maxAge, clock, logger, maxPending);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new StartException($"Conversations cannot be kept in {path} ({e.Message}); set RtcVoice:History:File to a file that can be written, or RtcVoice:History:Enabled to false.", e);
        }
    }

    /// <inheritdoc />
    public void Save(ConversationRecord record)
    {
        _pending.Add(record);
        _wake.Set();
    }

    /// <inheritdoc />
    public async Task<StoredConversation?> ReadAsync(string callId, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isStopping, this);
        var read = new TaskCompletionSource<StoredConversation?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _reads.Enqueue(() => Read(callId, read));
        _wake.Set();
        return await read.Task.WaitAsync(cancellation);
    }

    /// <summary>Writes everything that was saved, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        await _pruneTimer.DisposeAsync();
        _wake.Set();
        await _stopped.Task;
    }

    private void Run()
    {
        bool isDone;
        do
        {
            // Before looking: what is saved from now on is for the next round, of which there is one more.
            isDone = _isStopping;
            // Only these: what was saved before a later one may not be in what is written now.
            int reads = _reads.Count;
            TryWrite();
            for (; reads > 0 && _reads.TryDequeue(out Action? read); reads--)
            {
                read();
            }

            if (!isDone)
            {
                _wake.WaitOne(_isFailing ? RetryAfter : Timeout.InfiniteTimeSpan);
            }
        }
        while (!isDone);

        if (_pending.Count > 0)
        {
            LogDropped(_pending.Count);
        }

        _database.Dispose();
        _stopped.SetResult();
    }

    private void TryWrite()
    {
        Dictionary<string, PendingCall> batch = _pending.TakeAll();
        try
        {
            if (batch.Count > 0)
            {
                _database.Write(batch, _clock.GetUtcNow());
                batch = [];
            }

            if (_isPruneDue)
            {
                int removed = _database.Prune(_clock.GetUtcNow() - _maxAge!.Value);
                _isPruneDue = false;
                LogPruned(removed);
            }

            _isFailing = false;
        }
        catch (SqliteException e)
        {
            _pending.PutBack(batch);
            if (!_isFailing)
            {
                LogCannotWrite(e);
            }

            _isFailing = true;
        }
        catch (Exception e)
        {
            // A fault of ours must not end calls; what cannot be made into rows once cannot be made so later.
            LogFault(e, batch.Count);
        }

        if (Dropped is var dropped && dropped > _droppedTold && (!_isFailing || _droppedTold == 0))
        {
            LogDropped(dropped - _droppedTold);
            _droppedTold = dropped;
        }
    }

    private void Read(string callId, TaskCompletionSource<StoredConversation?> read)
    {
        try
        {
            read.SetResult(_database.Read(callId));
        }
        catch (Exception e)
        {
            read.SetException(e);
        }
    }

    private void Prune()
    {
        _isPruneDue = _maxAge is not null;
        _wake.Set();
    }
}
