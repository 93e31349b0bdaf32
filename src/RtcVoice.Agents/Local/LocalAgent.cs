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
        Task answering = GreetAsync(call, hangUp);
        UserTurn? turn = null;
        await foreach (AgentEvent happening in call.ReadEventsAsync(hangUp).ConfigureAwait(false))
        {
            if (happening is UserTurnEnded ended)
            {
                turn = ended.Turn;
            }
            else if (happening is ResponseRequested { Response: var response })
            {
                await answering.ConfigureAwait(false);
                answering = AnswerAsync(response, turn is null ? LocalScript.Prompt : _script.AnswerTo(turn), hangUp);
                turn = null;
            }
        }
    }

    private async Task GreetAsync(IAgentCall call, CancellationToken hangUp) =>
        await AnswerAsync(await call.BeginResponseAsync(hangUp).ConfigureAwait(false), LocalScript.Greeting, hangUp).ConfigureAwait(false);

    private async Task AnswerAsync(AgentResponse response, string text, CancellationToken hangUp)
    {
        AgentMessage message = response.BeginMessage();
        try
        {
            if (message.IsSpoken)
            {
                await SayAsync(message, text, hangUp).ConfigureAwait(false);
            }
            else
            {
                message.WriteText(text);
            }
        }
        catch (OperationCanceledException) when (!hangUp.IsCancellationRequested)
        {
            // The person cut in: what is left unsaid stays so.
        }

        message.Complete();
        response.Complete();
    }

    private async Task SayAsync(AgentMessage message, string text, CancellationToken hangUp)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(hangUp, message.Cancelled);
        await foreach (SpokenSentence sentence in _voice.SpeakAsync(text, stop.Token).ConfigureAwait(false))
        {
            WriteWords(message, sentence, text);
            await message.WriteAudioAsync(sentence.Pcm, FliteVoice.SampleRate, stop.Token).ConfigureAwait(false);
        }
    }

    // Each word with what stands between it and the next, so that the words put together are the text.
    private static void WriteWords(AgentMessage message, SpokenSentence sentence, string text)
    {
        TimeSpan sentenceStart = message.AudioWritten;
        for (int i = 0; i < sentence.Words.Count; i++)
        {
            SpokenWord word = sentence.Words[i];
            int from = i == 0 ? sentence.TextStart : word.TextStart;
            int to = i + 1 < sentence.Words.Count ? sentence.Words[i + 1].TextStart : sentence.TextStart + sentence.TextLength;
            message.WriteWord(text[from..to], sentenceStart + word.Start, sentenceStart + word.End);
        }
    }
}
