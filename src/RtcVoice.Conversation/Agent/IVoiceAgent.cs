namespace RtcVoice.Conversation.Agent;

/// <summary>
/// The seam to what answers: a native audio model, a cascade, a local voice. One agent serves one call.
/// </summary>
public interface IVoiceAgent
{
    /// <summary>
    /// Whether it recognizes speech while it is spoken, and tells by <see cref="IAgentCall.WriteLiveTranscript"/>: an
    /// interruption may then be asked to have words. False unless an agent says otherwise.
    /// </summary>
    bool RecognizesLive => false;

    /// <summary>
    /// Whether it finds the person's turns itself, in what <see cref="IAgentCall.ListenAsync"/> gives, and tells of them by
    /// <see cref="IAgentCall.BeginUserTurn"/>. Then voice activity decides nothing here: the agent is cut off when it says
    /// that the person speaks, and begins its answers by itself. False unless an agent says otherwise; asked at the start of
    /// its call.
    /// </summary>
    bool FindsTurns => false;

    /// <summary>
    /// Whether it begins to work when a turn is only likely to be over, and is told so by <see cref="UserTurnEndLikely"/>.
    /// False unless an agent says otherwise: each time costs a copy of the turn.
    /// </summary>
    bool WorksAhead => false;

    /// <summary>
    /// Converses until the person hangs up. It is started when the call is connected and may return early: the call
    /// then goes on in silence. An exception ends the call and is logged.
    /// </summary>
    /// <param name="call">The call: what the person does comes out of it, what the agent says goes in.</param>
    /// <param name="hangUp">Cancelled when the call is over.</param>
    Task RunAsync(IAgentCall call, CancellationToken hangUp);
}
