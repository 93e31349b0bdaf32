using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using RtcVoice.Agents.Cascade.Stages;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.Cascade.Answers;

/// <summary>
/// Speaks an answer sentence by sentence while it is still being thought of: the first goes to the voice at once, the next two
/// while it is written, and all are written in their order.
/// </summary>
internal sealed class Speaker
{
    /// <summary>More than an hour of speech; a model that says more has lost itself.</summary>
    private const int MaxCharacters = 64 * 1024;

    /// <summary>Sentences that the voice is ahead of the one being written: one that waits here, and one that waits to get here.</summary>
    private const int MaxWaiting = 1;

    private readonly AgentResponse _response;
    private readonly Voice _voice;
    private readonly TextToSpeechOptions _how;
    private readonly CascadeConversation? _conversation;
    private readonly CancellationTokenSource _stop;
    private readonly SentenceBuffer _buffer = new();
    private readonly Channel<string> _sentences = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<Synthesis> _ahead = Channel.CreateBounded<Synthesis>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _said = new();
    private AgentMessage? _message;
    private int _characters;

    /// <summary>Begins, with nothing to say yet.</summary>
    /// <param name="response">Where it is written to.</param>
    /// <param name="voice">Who speaks.</param>
    /// <param name="how">How it speaks.</param>
    /// <param name="conversation">Told what is said; null when it is no part of the conversation.</param>
    /// <param name="stop">Ends all of the answer; cancelled here when the voice fails.</param>
    public Speaker(AgentResponse response, Voice voice, TextToSpeechOptions how, CascadeConversation? conversation, CancellationTokenSource stop)
    {
        _response = response;
        _voice = voice;
        _how = how;
        _conversation = conversation;
        _stop = stop;
        Speaking = RunAsync(stop.Token);
    }

    /// <summary>Completes when all is written, or it has failed, or was stopped; without an exception.</summary>
    public Task Speaking { get; }

    /// <summary>Completes when something is written, or nothing will be.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Why the voice failed; null when it has not.</summary>
    public StageException? Failure { get; private set; }

    /// <summary>True when there is anything to say.</summary>
    public bool HasWords => _characters > 0;

    /// <summary>Takes more of the answer.</summary>
    /// <exception cref="StageException">It is too long.</exception>
    public void Add(string text)
    {
        _characters += text.Length;
        if (_characters > MaxCharacters)
        {
            throw new StageException($"{Stage.Chat.Code}_too_long", $"The language model has said more than {MaxCharacters} characters; the rest is left out.");
        }

        Hand(_buffer.Add(text));
    }

    /// <summary>The answer ends here.</summary>
    /// <param name="isWhole">Whether what is left is a sentence; of an answer that broke off it is not.</param>
    public void End(bool isWhole)
    {
        if (isWhole)
        {
            Hand(_buffer.End());
        }

        _sentences.Writer.TryComplete();
    }

    private void Hand(IEnumerable<string> sentences)
    {
        foreach (string sentence in sentences)
        {
            _sentences.Writer.TryWrite(sentence);
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Task synthesizing = SynthesizeAsync(stop);
        try
        {
            await foreach (Synthesis synthesis in _ahead.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                await WriteAsync(synthesis, stop).ConfigureAwait(false);
            }

            if (_message is { } message)
            {
                message.Complete();
                _conversation?.SetSaid(message, _said.ToString(), ItemStatus.Completed);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The person cut in: what waits is not to be heard.
        }
        catch (StageException e)
        {
            Failure = e;
            await _stop.CancelAsync().ConfigureAwait(false);
        }

        _begun.TrySetResult();
        await synthesizing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SynthesizeAsync(CancellationToken stop)
    {
        await foreach (string sentence in _sentences.Reader.ReadAllAsync(stop).ConfigureAwait(false))
        {
            await _ahead.Writer.WriteAsync(_voice.Begin(sentence, _how, stop), stop).ConfigureAwait(false);
        }

        _ahead.Writer.Complete();
    }

    private async Task WriteAsync(Synthesis synthesis, CancellationToken stop)
    {
        bool isTold = false;
        await foreach ((short[] pcm, int rate) in synthesis.ReadAsync(stop).ConfigureAwait(false))
        {
            if (!isTold)
            {
                isTold = true;
                Tell(_message ??= _response.BeginMessage(), synthesis.Sentence);
            }

            if (!await _message!.WriteAudioAsync(pcm, rate, stop).ConfigureAwait(false))
            {
                throw new OperationCanceledException(_response.Cancelled);
            }

            _begun.TrySetResult();
        }

        if (!isTold && _message is { } message)
        {
            // Signs that have no sound still belong to the text.
            Tell(message, synthesis.Sentence);
        }
    }

    private void Tell(AgentMessage message, string sentence)
    {
        message.WriteText(sentence);
        _said.Append(sentence);
        _conversation?.SetSaid(message, _said.ToString(), ItemStatus.InProgress);
    }
}
