using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Realtime;

namespace RtcVoice.Server.Calls;

/// <summary>A call of either kind as the API sees it.</summary>
internal sealed class RegisteredCall
{
    private readonly Func<CallView> _describe;
    private readonly Func<CallState> _state;
    private readonly Action _hangUp;

    /// <summary>Takes up a WebRTC call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="created">The time of day at which it was made.</param>
    public RegisteredCall(VoiceCall call, DateTimeOffset created)
    {
        (Id, Session, Peer, Ended, Created) = (call.Id, call.Session, call.Peer, call.Ended, created);
        _describe = () => CallViews.Of(call);
        _state = () => call.State;
        _hangUp = call.HangUp;
    }

    /// <summary>Takes up a call over a WebSocket.</summary>
    /// <param name="call">The call.</param>
    /// <param name="created">The time of day at which it was made.</param>
    public RegisteredCall(SocketCall call, DateTimeOffset created)
    {
        (Id, Session, Ended, Created) = (call.Id, call.Session, call.Ended, created);
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

    /// <summary>The time of day at which it was made.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>How the call is, without what only its worker knows when it does not say so in time.</summary>
    /// <param name="patience">How long its worker is waited for.</param>
    /// <param name="clock">Tells when that is over.</param>
    public async Task<CallView> DescribeAsync(TimeSpan patience, TimeProvider clock)
    {
        CallView view = _describe() with { CreatedAt = Created.ToUnixTimeSeconds() };
        if (_state() == CallState.Connecting)
        {
            return view;
        }

        try
        {
            SessionProgress progress = await Session.DescribeProgressAsync().WaitAsync(patience, clock);
            return view with
            {
                ConversationRevision = progress.Revision,
                Speech = SpeechView.Of(progress.Speech),
                Turns = [.. progress.Turns.Select(TurnView.Of)],
            };
        }
        catch (TimeoutException)
        {
            return view;
        }
    }

    /// <summary>What was said so far; nothing while nobody has come.</summary>
    public Task<IReadOnlyList<HeardItem>> DescribeConversationAsync() => _state() == CallState.Connecting
        ? Task.FromResult<IReadOnlyList<HeardItem>>([])
        : Session.DescribeAsync();

    /// <summary>Ends the call from our side.</summary>
    public void HangUp() => _hangUp();
}
