namespace RtcVoice.Conversation.Output;

/// <summary>What happened to a speech.</summary>
internal enum OutputEventKind
{
    /// <summary>Its first sound has left.</summary>
    Started,

    /// <summary>Sound of it is due to be sent as an event; of outputs that are not paced.</summary>
    Audio,

    /// <summary>The last of it has left, or it was completed empty. A speech that was cut has no such event.</summary>
    Finished,
}
