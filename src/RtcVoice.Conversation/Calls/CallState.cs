namespace RtcVoice.Conversation.Calls;

/// <summary>The life of a call.</summary>
public enum CallState
{
    /// <summary>The offer is answered; the browser has not come yet.</summary>
    Connecting,

    /// <summary>Sound flows both ways.</summary>
    Connected,

    /// <summary>It is over.</summary>
    Ended,
}
