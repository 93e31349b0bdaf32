using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Session;
using RtcVoice.Rtc;
using RtcVoice.Server.Hosting;
using RtcVoice.Server.Storage;
using RtcVoice.Transport;

namespace RtcVoice.Server.Calls;

/// <summary>The calls of this server: makes them, finds them, and remembers for a while how those that are over went.</summary>
internal sealed class CallRegistry(
    VoiceRuntime runtime,
    LoadGate gate,
    ConversationHistory history,
    IOptions<RtcVoiceOptions> options,
    TimeProvider clock,
    IHostApplicationLifetime lifetime) : IHostedService
{
    /// <summary>Workers tick each 10 ms; one that has not come by then is too busy to be waited for.</summary>
    private static readonly TimeSpan WorkerPatience = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _clock = clock;
    private readonly VoiceRuntime _runtime = runtime;
    private readonly LoadGate _gate = gate;
    private readonly ConversationHistory _history = history;
    private readonly IHostApplicationLifetime _lifetime = lifetime;
    private readonly CallSlots _slots = new(options.Value.Media.MaxCalls);
    private readonly ConcurrentDictionary<string, RegisteredCall> _calls = new(StringComparer.Ordinal);
    private readonly EndedCalls _ended = new();

    /// <summary>Calls that are not over.</summary>
    public int Count => _calls.Count;

    /// <summary>Identifiers of the calls that are not over.</summary>
    public IReadOnlyCollection<string> Ids => [.. _calls.Keys];

    /// <summary>Answers an offer with a new call.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="config">What its session is configured to at first.</param>
    /// <param name="cancellation">Stops waiting for the server's start.</param>
    public async Task<CallCreation> CreateAsync(string offer, SessionConfig config, CancellationToken cancellation)
    {
        await _runtime.Ready.WaitAsync(cancellation);
        string id = CallIds.Create();
        if (!TryTakePlace())
        {
            return new CallCreation(id, null, Full());
        }

        RegisteredCall? registered = null;
        try
        {
            PeerCreation creation = await _runtime.Transport.CreatePeerAsync(id, offer, peer =>
            {
                var call = new VoiceCall(id, peer, _runtime.Agents.Create(), _runtime.CallServices, config);
                registered = new RegisteredCall(call, _clock.GetUtcNow());
                _calls[id] = registered;
                return call;
            });
            return new CallCreation(id, creation.Answer, creation.Error);
        }
        finally
        {
            Follow(registered);
        }
    }

    /// <summary>Makes a call for a WebSocket, which starts it and ends it; null when there is no room for one more.</summary>
    /// <param name="config">What its session is configured to at first.</param>
    /// <param name="canSend">Whether the WebSocket has room for sound.</param>
    /// <param name="cancellation">Stops waiting for the server's start.</param>
    public async Task<SocketCall?> CreateAsync(SessionConfig config, Func<bool> canSend, CancellationToken cancellation)
    {
        await _runtime.Ready.WaitAsync(cancellation);
        if (!TryTakePlace())
        {
            return null;
        }

        RegisteredCall? registered = null;
        try
        {
            var call = new SocketCall(CallIds.Create(), _runtime.Agents.Create(), _runtime.CallServices, config, canSend);
            registered = new RegisteredCall(call, _clock.GetUtcNow());
            _calls[call.Id] = registered;
            return call;
        }
        finally
        {
            Follow(registered);
        }
    }

    /// <summary>Why a full server takes no call.</summary>
    public NegotiationError Full() => new(
        NegotiationErrorCode.TooManyCalls,
        _gate.IsOpen
            ? $"This server already carries {_slots.Max} calls; try again in a moment."
            : $"This server is as busy as it can be without harm to the {Count} calls that it carries; try again in a moment.");

    /// <summary>A call that is not over; null when there is none of that id.</summary>
    public RegisteredCall? Find(string id) => _calls.GetValueOrDefault(id);

    /// <summary>Answers a further offer of a WebRTC call; null when there is no such call.</summary>
    public async Task<CallCreation?> RenegotiateAsync(string id, string offer)
    {
        if (Find(id)?.Peer is not { } peer)
        {
            return null;
        }

        NegotiationResult result = await VoiceTransport.RenegotiateAsync(peer, offer);
        return new CallCreation(id, result.Answer, result.Error);
    }

    /// <summary>How a call is or was; null when there is no such call.</summary>
    public async Task<CallView?> DescribeAsync(string id) =>
        Find(id) is { } call ? await DescribeAsync(call) : _ended.Find(id)?.View;

    /// <summary>How the calls are that are not over, the oldest first; the pacer's figures, which are no call's, not with them.</summary>
    public async Task<IReadOnlyList<CallView>> ListAsync(CancellationToken cancellation)
    {
        Task<CallView>[] calls = [.. _calls.Values.OrderBy(c => c.Created).ThenBy(c => c.Id, StringComparer.Ordinal).Select(DescribeInListAsync)];
        return await Task.WhenAll(calls).WaitAsync(cancellation);
    }

    /// <summary>What was said in a call, as JSON; null when there is no such call.</summary>
    public async Task<byte[]?> DescribeConversationAsync(string id, CancellationToken cancellation)
    {
        if (Find(id) is { } call)
        {
            return ConversationView.Write(await call.DescribeConversationAsync().WaitAsync(cancellation));
        }

        if (_ended.Find(id) is { } ended)
        {
            return ended.Conversation;
        }

        return _history.Store is { } store && await store.ReadAsync(id, cancellation) is { } stored ? ConversationView.Write(stored.Items) : null;
    }

    /// <summary>Ends a call; false when there is no such call.</summary>
    public bool HangUp(string id)
    {
        if (Find(id) is not { } call)
        {
            return _ended.Find(id) is not null;
        }

        call.HangUp();
        return true;
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the web server stops, which waits for every WebSocket to be closed.
        _lifetime.ApplicationStopping.Register(HangUpAll);
        return Task.CompletedTask;
    }

    /// <summary>Ends every call, so that each client is told, and waits until all are over.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        HangUpAll();
        try
        {
            await Task.WhenAll(_calls.Values.Select(c => c.Ended)).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // What does not end in time ends with the process.
        }
    }

    private async Task<CallView> DescribeAsync(RegisteredCall call)
    {
        CallView view = await DescribeInListAsync(call);
        return call.Peer is null ? view : view with { Pacer = CallViews.Of(_runtime.Pacing) };
    }

    private async Task<CallView> DescribeInListAsync(RegisteredCall call) =>
        await call.DescribeAsync(WorkerPatience, _clock) with { Agent = _runtime.Agents.Name };

    private void HangUpAll()
    {
        foreach (RegisteredCall call in _calls.Values)
        {
            call.HangUp();
        }
    }

    private bool TryTakePlace() => _gate.TryPass() && _slots.TryTake();

    // A place that was taken is given back: at once when no call came of it, otherwise at its end.
    private void Follow(RegisteredCall? call)
    {
        if (call is null)
        {
            _slots.Release();
        }
        else
        {
            _ = RememberAsync(call);
        }
    }

    private async Task RememberAsync(RegisteredCall call)
    {
        await call.Ended;
        byte[] conversation = ConversationView.Write(await call.Session.DescribeAsync());
        _ended.Add(new EndedCall(await DescribeAsync(call), conversation));
        _calls.TryRemove(call.Id, out _);
        _slots.Release();
    }
}
