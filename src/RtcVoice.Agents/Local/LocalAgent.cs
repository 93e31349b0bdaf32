using RtcVoice.Agents.Flite;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.Local;

/// <summary>
/// A small concierge, without a key and without a network: it understands the sentences of a grammar, spoken or typed,
/// and answers them in a flite voice. It stops when the person cuts in, and can then say what was heard of it. It has
/// no tools, and follows no instructions.
/// </summary>
public sealed class LocalAgent : IVoiceAgent
{
    private readonly Ear _ear;
    private readonly FliteVoice _voice;
    private readonly Dialogue _dialogue;

    /// <summary>Makes the agent of one call.</summary>
    /// <param name="ear">What it hears with; shared between calls.</param>
    /// <param name="voice">The voice that it speaks with; shared between calls.</param>
    /// <param name="clock">Tells the time of day.</param>
    internal LocalAgent(Ear ear, FliteVoice voice, TimeProvider clock)
    {
        _ear = ear;
        _voice = voice;
        _dialogue = new Dialogue(clock);
    }

    /// <inheritdoc />
    public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
    {
        ArgumentNullException.ThrowIfNull(call);
        Task answering = GreetAsync(call, hangUp);
        Task<string>? said = null;
        await foreach (AgentEvent happening in call.ReadEventsAsync(hangUp).ConfigureAwait(false))
        {
            switch (happening)
            {
                case UserTurnEnded { Turn: { Pcm.IsEmpty: false } turn }:
                    said = MakeOutAsync(call, turn, hangUp);
                    break;
                case ItemAdded { Item: MessageItem { Role: MessageRole.User } item } when TextOf(item) is { } text:
                    said = Task.FromResult(text);
                    break;
                case MessageTruncated cut:
                    _dialogue.Heard.OnCut(cut.ItemId, cut.Transcript);
                    break;
                case MessageHeard heard:
                    _dialogue.Heard.OnHeard(heard.ItemId);
                    break;
                case ResponseRequested { Response: var response }:
                    await answering.ConfigureAwait(false);
                    answering = AnswerAsync(response, await ReplyToAsync(response, said).ConfigureAwait(false), hangUp);
                    said = null;
                    break;
            }
        }
    }

    private async Task<Reply> ReplyToAsync(AgentResponse response, Task<string>? said)
    {
        if (response.Config.Input is { } input)
        {
            string? text = input.OfType<MessageItem>().Where(item => item.Role == MessageRole.User).Select(TextOf).LastOrDefault();
            said = text is null ? null : Task.FromResult(text);
        }

        return said is null
            ? new Reply(Dialogue.Prompt, IsRemembered: false)
            : _dialogue.Answer(RequestReader.Read(await said.ConfigureAwait(false)));
    }

    private async Task<string> MakeOutAsync(IAgentCall call, UserTurn turn, CancellationToken hangUp)
    {
        string? heard;
        try
        {
            heard = await _ear.ListenAsync(turn.Pcm, hangUp).ConfigureAwait(false);
        }
        catch (InvalidOperationException error)
        {
            call.FailUserTranscript(turn.ItemId, "transcription_failed", error.Message);
            return "";
        }

        if (heard is null)
        {
            call.FailUserTranscript(turn.ItemId, "not_understood", Dialogue.NotUnderstood);
            return "";
        }

        call.CompleteUserTranscript(turn.ItemId, heard);
        return heard;
    }

    // What was typed, or was said and made out by the client.
    private static string? TextOf(MessageItem item)
    {
        string text = string.Join(' ', item.Content.Select(part => part switch
        {
            InputTextPart typed => typed.Text,
            InputAudioPart spoken => spoken.Transcript,
            _ => null,
        }).Where(words => !string.IsNullOrWhiteSpace(words)));
        return text.Length == 0 ? null : text;
    }

    private async Task GreetAsync(IAgentCall call, CancellationToken hangUp)
    {
        AgentResponse response = await call.BeginResponseAsync(hangUp).ConfigureAwait(false);
        await AnswerAsync(response, new Reply(Dialogue.Greeting), hangUp).ConfigureAwait(false);
    }

    private async Task AnswerAsync(AgentResponse response, Reply reply, CancellationToken hangUp)
    {
        AgentMessage message = response.BeginMessage();
        try
        {
            if (message.IsSpoken)
            {
                if (reply.IsRemembered)
                {
                    _dialogue.Heard.OnBegun(message.ItemId, reply.Text);
                }

                await SayAsync(message, reply.Text, hangUp).ConfigureAwait(false);
            }
            else
            {
                message.WriteText(reply.Text);
                if (reply.IsRemembered)
                {
                    _dialogue.Heard.OnWritten(reply.Text);
                }
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
        await foreach (SpokenSentence sentence in _voice.SpeakAsync(text, _dialogue.Pace.Stretch, stop.Token).ConfigureAwait(false))
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
