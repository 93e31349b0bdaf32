using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Transcripts;

namespace RtcVoice.Conversation.Responses;

/// <summary>
/// A message while it is being made and, if it is spoken, while it is being heard. The agent writes on its own thread;
/// everything else is the session's owner's.
/// </summary>
internal sealed class MessageInProgress : OutputItem, IMessageWriter
{
    private readonly ResponseInProgress _response;
    private readonly IOutputSpeech? _speech;
    private int _isComplete;

    /// <summary>Begins a message.</summary>
    /// <param name="response">The response that it is part of.</param>
    /// <param name="itemId">Its identifier.</param>
    /// <param name="speech">Its sound, or null when it is written, or when it is not wanted any more.</param>
    /// <param name="isSpoken">Whether it is to be heard.</param>
    public MessageInProgress(ResponseInProgress response, string itemId, IOutputSpeech? speech, bool isSpoken)
        : base(itemId)
    {
        _response = response;
        _speech = speech;
        IsSpoken = isSpoken;
        Writer = new AgentMessage(itemId, isSpoken, this);
    }

    /// <summary>The agent's end.</summary>
    public AgentMessage Writer { get; }

    public bool IsSpoken { get; }

    public ResponseInProgress Response => _response;

    /// <summary>The number of its speech; 0 when it has none.</summary>
    public long SpeechId => _speech?.Id ?? 0;

    /// <summary>True once all of its sound has been sent, on an output that the client plays; the owner's.</summary>
    public bool IsSent { get; set; }

    /// <summary>True when its sound was cut.</summary>
    public bool IsCut => _speech?.Cancelled.IsCancellationRequested ?? false;

    /// <inheritdoc />
    public CancellationToken Cancelled => _response.Cancelled;

    /// <inheritdoc />
    public TimeSpan AudioWritten => Utterance.Generated;

    /// <summary>Its words and its sound, which outlive it.</summary>
    public Utterance Utterance { get; } = new();

    /// <inheritdoc />
    public async ValueTask<bool> WriteAudioAsync(ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellation)
    {
        if (!IsSpoken)
        {
            throw new InvalidOperationException("The message is to be read, not heard: the response was asked for as text.");
        }

        if (_speech is null)
        {
            return false;
        }

        // A second at a time, so that a cut in the middle of a long write knows of the sound that had been taken by then.
        do
        {
            ReadOnlyMemory<short> part = pcm[..Math.Min(pcm.Length, Math.Max(1, sampleRate))];
            if (!await _speech.WriteAsync(part, sampleRate, cancellation).ConfigureAwait(false))
            {
                return false;
            }

            Utterance.AddSound(part.Span, sampleRate);
            pcm = pcm[part.Length..];
        }
        while (!pcm.IsEmpty);

        return true;
    }

    /// <inheritdoc />
    public void WriteText(string text, (TimeSpan Start, TimeSpan End)? time)
    {
        if (text.Length > 0)
        {
            TimeSpan position = AudioWritten;
            _response.Post(() => _response.OnText(this, text, position, time));
        }
    }

    /// <inheritdoc />
    public void Complete()
    {
        if (Interlocked.Exchange(ref _isComplete, 1) == 0)
        {
            _response.Post(() => _response.OnMessageWhole(this));
            _speech?.Complete();
        }
    }

    /// <inheritdoc />
    public override ConversationItem ToItem(ItemStatus status) => new MessageItem
    {
        Id = ItemId,
        Role = MessageRole.Assistant,
        Status = status,
        Content = IsSpoken ? [new OutputAudioPart(Utterance.HeardText.Text)] : [new OutputTextPart(Utterance.Transcript.Text)],
    };
}
