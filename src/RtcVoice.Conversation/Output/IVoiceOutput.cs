using RtcVoice.Timing;

namespace RtcVoice.Conversation.Output;

/// <summary>
/// How what an agent says gets to the person: paced frames on a WebRTC call, events on a WebSocket. Owned by the call's
/// worker: every member is for that thread alone but <see cref="Begin"/>.
/// </summary>
internal interface IVoiceOutput
{
    /// <summary>Begins something to say behind all that was begun before. Any thread.</summary>
    /// <exception cref="InvalidOperationException">Too much is waiting already.</exception>
    /// <exception cref="ObjectDisposedException">The call is over.</exception>
    IOutputSpeech Begin();

    /// <summary>Stops in one step: what has not left is dropped, and its speeches are cancelled.</summary>
    OutputCut Cut(Instant now);

    /// <summary>Takes the oldest event not taken yet.</summary>
    bool TryTakeEvent(out OutputEvent happened);
}
