namespace RtcVoice.Conversation.Playout;

/// <summary>How it is known what has been heard; the best last.</summary>
public enum PlayoutSource
{
    /// <summary>By our own clock alone: the browser has told nothing yet.</summary>
    SendClock,

    /// <summary>By RTCP's round trip and jitter, and a model of a browser's jitter buffer.</summary>
    Modelled,

    /// <summary>By the client's reports of what left its jitter buffer.</summary>
    Reported,
}
