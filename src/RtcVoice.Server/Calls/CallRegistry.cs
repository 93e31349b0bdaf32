using System.Collections.Concurrent;
using RtcVoice.Conversation.Calls;
using RtcVoice.Rtc;
using RtcVoice.Server.Hosting;
using RtcVoice.Transport;

namespace RtcVoice.Server.Calls;

/// <summary>The calls of this server: makes them, finds them, and remembers for a while how those that are over went.</summary>
internal sealed class CallRegistry(VoiceRuntime runtime) : IHostedService
{
    /// <summary>Calls that are over and can still be looked at; the oldest go.</summary>
    private const int MaxEndedCalls = 1000;

    private readonly VoiceRuntime _runtime = runtime;
    private readonly ConcurrentDictionary<string, VoiceCall> _calls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CallView> _ended = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _endedInOrder = new();

    /// <summary>Calls that are not over.</summary>
    public int Count => _calls.Count;

    /// <summary>Answers an offer with a new call.</summary>
    public async Task<CallCreation> CreateAsync(string offer, CancellationToken cancellation)
    {
        await _runtime.Ready.WaitAsync(cancellation);
        string id = CallIds.Create();
        VoiceCall? call = null;
        PeerCreation creation = await _runtime.Transport.CreatePeerAsync(id, offer, peer =>
        {
            call = new VoiceCall(id, peer, _runtime.Agents.Create(), _runtime.CallServices);
            _calls[id] = call;
            return call;
        });
        if (creation.Error is { } error)
        {
            return new CallCreation(id, null, error);
        }

        _ = RememberAsync(call!);
        return new CallCreation(id, creation.Answer, null);
    }

    /// <summary>Answers a further offer of a call; null when there is no such call.</summary>
    public async Task<CallCreation?> RenegotiateAsync(string id, string offer)
    {
        if (!_calls.TryGetValue(id, out VoiceCall? call))
        {
            return null;
        }

        NegotiationResult result = await VoiceTransport.RenegotiateAsync(call.Peer, offer);
        return new CallCreation(id, result.Answer, result.Error);
    }

    /// <summary>How a call is or was; null when there is no such call.</summary>
    public CallView? Describe(string id) => _calls.TryGetValue(id, out VoiceCall? call)
        ? CallViews.Of(call, _runtime.Pacing)
        : _ended.GetValueOrDefault(id);

    /// <summary>Ends a call; false when there is no such call.</summary>
    public bool HangUp(string id)
    {
        if (!_calls.TryGetValue(id, out VoiceCall? call))
        {
            return _ended.ContainsKey(id);
        }

        call.HangUp();
        return true;
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends every call, so that each browser is told, and waits until all are over.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        VoiceCall[] calls = [.. _calls.Values];
        foreach (VoiceCall call in calls)
        {
            call.HangUp();
        }

        try
        {
            await Task.WhenAll(calls.Select(c => c.Ended)).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // What does not end in time ends with the process.
        }
    }

    private async Task RememberAsync(VoiceCall call)
    {
        await call.Ended;
        _ended[call.Id] = CallViews.Of(call, _runtime.Pacing);
        _calls.TryRemove(call.Id, out _);
        _endedInOrder.Enqueue(call.Id);
        while (_endedInOrder.Count > MaxEndedCalls && _endedInOrder.TryDequeue(out string? oldest))
        {
            _ended.TryRemove(oldest, out _);
        }
    }
}
