using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Realtime;
using RtcVoice.Pacing;

namespace RtcVoice.Server.Calls;

/// <summary>A call of either kind as the API sees it.</summary>
internal sealed class RegisteredCall
{
    private readonly Func<CallView> _describe;
    private readonly Func<CallState> _state;
    private readonly Action _hangUp;

    /// <summary>Takes up a WebRTC call.</summary>
    public RegisteredCall(VoiceCall call, PacingEngine pacing)
    {
        (Id, Session, Peer, Ended) = (call.Id, call.Session, call.Peer, call.Ended);
        _describe = () => CallViews.Of(call, pacing);
        _state = () => call.State;
        _hangUp = call.HangUp;
    }

    /// <summary>Takes up a call over a WebSocket.</summary>
    public RegisteredCall(SocketCall call)
    {
        (Id, Session, Ended) = (call.Id, call.Session, call.Ended);
        _describe = () => CallViews.Of(call);
        _state = () => call.State;
        _hangUp = call.HangUp;
    }

    /// <summary>The call's identifier.</summary>
    public string Id { get; }

    /// <summary>The conversation.</summary>
    public RealtimeSession Session { get; }

    /// <summary>The WebRTC connection, or null when it has none.</summary>
    public IVoicePeer? Peer { get; }

    /// <summary>Completes when the call is over.</summary>
    public Task Ended { get; }

    /// <summary>How the call is.</summary>
    public CallView Describe() => _describe();

    /// <summary>What was said so far; nothing while nobody has come.</summary>
    public Task<IReadOnlyList<HeardItem>> DescribeConversationAsync() => _state() == CallState.Connecting
        ? Task.FromResult<IReadOnlyList<HeardItem>>([])
        : Session.DescribeAsync();

    /// <summary>Ends the call from our side.</summary>
    public void HangUp() => _hangUp();
}
