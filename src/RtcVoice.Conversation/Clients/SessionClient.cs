using System.Collections.Concurrent;
using RtcVoice.Conversation.Events.Client;
using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Realtime;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Clients;

/// <summary>
/// One client of a session: what it sends is read, kept in order, and carried out by the session's owner. One thread at a
/// time may hand events in; disposing it detaches the client.
/// </summary>
public sealed class SessionClient : IDisposable
{
    /// <summary>Events that wait to be carried out; a client that has sent more is made to wait, or loses them.</summary>
    private const int MaxWaiting = 512;

    /// <summary>Bytes of them likewise, 4 MiB: one long event at a time, or a thousand of 20 ms of sound.</summary>
    private const int MaxWaitingBytes = 4 * 1024 * 1024;

    private readonly RealtimeSession _session;
    private readonly IEventPort _port;
    private readonly TimeProvider _clock;
    private readonly SessionLimits _limits;
    private readonly EventBudget _budget;
    private readonly ConcurrentQueue<Letter> _letters = new();
    private Instant _refusedAt = Instant.Never;
    private TaskCompletionSource? _room;
    private long _waitingBytes;

    internal SessionClient(RealtimeSession session, IEventPort port, TimeProvider clock, SessionLimits limits)
    {
        _session = session;
        _port = port;
        _clock = clock;
        _limits = limits;
        _budget = new EventBudget(limits.EventsPerSecond);
    }

    /// <summary>Takes one event and reads it on the caller's thread; completes when there is room for more.</summary>
    /// <param name="utf8">The event as JSON; not kept.</param>
    /// <param name="cancellation">Stops the wait; the event was taken.</param>
    public async ValueTask ReceiveAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellation)
    {
        if (IsAllowed(utf8.Length))
        {
            Add(ClientEventReader.TryRead(utf8, out ClientEvent? happening, out ErrorBody? error)
                ? new Letter(happening, null, null, utf8.Length)
                : new Letter(null, error, null, 0));
        }

        if (!HasRoom(1))
        {
            var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _room, room);
            if (!HasRoom(1))
            {
                await room.Task.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Says that something the client sent could not be taken. It counts as an event of the client's: too many are let go.</summary>
    /// <param name="code">A word for programs.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public void Refuse(string code, string message)
    {
        if (HasBudget())
        {
            AddRefusal(code, message);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _session.Detach(this);

    /// <summary>Takes one event and returns at once; the owner reads it. For a thread that must not wait.</summary>
    /// <param name="utf8">The event as JSON; kept.</param>
    internal void Receive(byte[] utf8)
    {
        if (IsAllowed(utf8.Length) && HasRoom(1))
        {
            Add(new Letter(null, null, utf8, utf8.Length));
        }
    }

    /// <summary>Owner: takes the oldest event not carried out yet.</summary>
    internal bool TryTake(out ClientEvent? happening, out ErrorBody? error)
    {
        if (!_letters.TryDequeue(out Letter letter))
        {
            happening = null;
            error = null;
            return false;
        }

        Interlocked.Add(ref _waitingBytes, -letter.Bytes);
        if (HasRoom(2))
        {
            Interlocked.Exchange(ref _room, null)?.TrySetResult();
        }

        (happening, error) = (letter.Happening, letter.Error);
        if (letter.Utf8 is { } utf8)
        {
            ClientEventReader.TryRead(utf8, out happening, out error);
        }

        return true;
    }

    /// <summary>Owner: sends an event.</summary>
    internal void Send(ReadOnlyMemory<byte> utf8) => _port.Send(utf8);

    // Whether less waits than a part of what may.
    private bool HasRoom(int part) =>
        _letters.Count < MaxWaiting / part && Interlocked.Read(ref _waitingBytes) < MaxWaitingBytes / part;

    private bool IsAllowed(int bytes)
    {
        if (!HasBudget())
        {
            return false;
        }

        if (bytes > _limits.MaxEventBytes)
        {
            AddRefusal("message_too_large", $"The event has {bytes} bytes; at most {_limits.MaxEventBytes} are taken. Send it in parts.");
            return false;
        }

        return true;
    }

    private bool HasBudget()
    {
        Instant now = _clock.GetInstant();
        if (_budget.TryTake(now))
        {
            return true;
        }

        if (_refusedAt.IsNever || now - _refusedAt >= TimeSpan.FromSeconds(1))
        {
            // Once a second: whoever sends too much is not to be answered as much.
            _refusedAt = now;
            AddRefusal("rate_limit_exceeded", $"More than {_limits.EventsPerSecond} events a second came; those beyond were let go. Send fewer.");
        }

        return false;
    }

    private void AddRefusal(string code, string message) =>
        Add(new Letter(null, new ErrorBody { Code = code, Message = message }, null, 0));

    private void Add(in Letter letter)
    {
        Interlocked.Add(ref _waitingBytes, letter.Bytes);
        _letters.Enqueue(letter);
        _session.Wake();
    }

    private readonly record struct Letter(ClientEvent? Happening, ErrorBody? Error, byte[]? Utf8, int Bytes);
}
