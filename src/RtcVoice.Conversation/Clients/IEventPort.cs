namespace RtcVoice.Conversation.Clients;

/// <summary>One client's way to a session's events: a data channel or a WebSocket.</summary>
public interface IEventPort
{
    /// <summary>Sends one event, whole and in order; returns at once. A port that cannot keep up ends itself.</summary>
    /// <param name="utf8">The event as JSON; not to be changed.</param>
    void Send(ReadOnlyMemory<byte> utf8);
}
