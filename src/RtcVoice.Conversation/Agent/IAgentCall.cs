using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Agent;

/// <summary>A call as its agent sees it. Members may be called from any thread.</summary>
public interface IAgentCall
{
    /// <summary>The call's identifier, as signalling names it: <c>rtc_...</c>.</summary>
    string Id { get; }

    /// <summary>What the session is configured to now.</summary>
    SessionConfig Session { get; }

    /// <summary>
    /// What happens in the call, in order, until hang-up. To be read by one reader; events that nobody reads are kept,
    /// up to a bound, and then the oldest go.
    /// </summary>
    IAsyncEnumerable<AgentEvent> ReadEventsAsync(CancellationToken cancellation);

    /// <summary>
    /// The person's sound as it comes, silence included, whether or not it is a turn: for recognizing speech while it is
    /// spoken, and for models that take turns by themselves. To be read by one reader, who loses the oldest when more than
    /// 5 s wait.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is being read already.</exception>
    IAsyncEnumerable<UserSound> ListenAsync(CancellationToken cancellation);

    /// <summary>
    /// Says which words the person is saying, as far as they can be made out by now; each call takes the place of the last.
    /// It is used to judge interruptions and, with semantic turn detection, the ends of turns; it is not shown to clients.
    /// </summary>
    /// <param name="words">The words since the last silence.</param>
    void WriteLiveTranscript(string words);

    /// <summary>
    /// Says that the person has begun to speak, for agents that find turns themselves. Whatever the agent is saying is cut off
    /// there and then, unless the session has it otherwise (<see cref="TurnDetection.InterruptResponse"/>). Where the client
    /// ends turns (<see cref="AudioInputConfig.TurnDetection"/> is null) it has no effect.
    /// </summary>
    /// <param name="position">Where in all the person's sound the turn begins; of what lies more than a second back, the sound is gone.</param>
    /// <returns>The turn, to be ended by the agent; one that is never ended goes on until the next begins.</returns>
    /// <exception cref="InvalidOperationException">The agent has not said that it finds turns (<see cref="IVoiceAgent.FindsTurns"/>).</exception>
    AgentTurn BeginUserTurn(TimeSpan position);

    /// <summary>Begins an answer that nobody asked for, such as a greeting; waits for the one that is under way to end.</summary>
    /// <returns>The response, to be filled and completed.</returns>
    /// <exception cref="OperationCanceledException">The call is over, or <paramref name="cancellation"/> was cancelled.</exception>
    Task<AgentResponse> BeginResponseAsync(CancellationToken cancellation);

    /// <summary>Says something that nobody asked for and that is all there; waits for the answer that is under way to end.</summary>
    /// <inheritdoc cref="AgentResponse.SayAsync" />
    /// <exception cref="OperationCanceledException">The call is over, or <paramref name="cancellation"/> was cancelled.</exception>
    async Task<bool> SayAsync(string words, ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellation = default)
    {
        AgentResponse response = await BeginResponseAsync(cancellation).ConfigureAwait(false);
        return await response.SayAsync(words, pcm, sampleRate, cancellation).ConfigureAwait(false);
    }

    /// <summary>Says what the person said in words, as they are made out.</summary>
    /// <param name="itemId">The person's turn.</param>
    /// <param name="delta">Words behind those told before.</param>
    void WriteUserTranscript(string itemId, string delta);

    /// <summary>Says that the words of a turn are all there.</summary>
    /// <param name="itemId">The person's turn.</param>
    /// <param name="transcript">All of them.</param>
    void CompleteUserTranscript(string itemId, string transcript);

    /// <summary>Says that the words of a turn cannot be made out.</summary>
    /// <param name="itemId">The person's turn.</param>
    /// <param name="code">A word for programs.</param>
    /// <param name="message">Why.</param>
    void FailUserTranscript(string itemId, string code, string message);

    /// <summary>Tells the client of something that went wrong and that the call survives, such as an upstream that reconnects.</summary>
    /// <param name="code">A word for programs.</param>
    /// <param name="message">What went wrong and what happens now.</param>
    void ReportError(string code, string message);
}
