using RtcVoice.Agents.Flite;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Local;

/// <summary>
/// Answers without a key and without a network: it greets, and when the person stops speaking it says, in a flite
/// voice, how long and how loud that was. It stops when the person cuts in. It does not understand words.
/// </summary>
public sealed class LocalAgent : IVoiceAgent
{
    private readonly FliteVoice _voice;
    private readonly LocalScript _script = new();

    /// <summary>Makes the agent of one call.</summary>
    /// <param name="voice">The voice that it speaks with; shared between calls.</param>
    public LocalAgent(FliteVoice voice)
    {
        ArgumentNullException.ThrowIfNull(voice);
        _voice = voice;
    }

    /// <inheritdoc />
    public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
    {
        ArgumentNullException.ThrowIfNull(call);
        Task speaking = SayAsync(call.Speak(), LocalScript.Greeting, hangUp);
        await foreach (AgentEvent happening in call.ReadEventsAsync(hangUp).ConfigureAwait(false))
        {
            if (happening is UserTurnEnded { Turn: var turn })
            {
                await speaking.ConfigureAwait(false);
                speaking = SayAsync(call.Speak(), _script.AnswerTo(turn), hangUp);
            }
        }
    }

    private async Task SayAsync(AgentSpeech speech, string text, CancellationToken hangUp)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(hangUp, speech.Cancelled);
        try
        {
            await foreach (SpokenSentence sentence in _voice.SpeakAsync(text, stop.Token).ConfigureAwait(false))
            {
                await speech.WriteAsync(sentence.Pcm, FliteVoice.SampleRate, stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (speech.Cancelled.IsCancellationRequested && !hangUp.IsCancellationRequested)
        {
            // The person cut in: what is left unsaid stays so.
        }

        speech.Complete();
    }
}
