namespace RtcVoice.Conversation.Responses;

/// <summary>What an <see cref="Agent.AgentMessage"/> writes to.</summary>
internal interface IMessageWriter
{
    CancellationToken Cancelled { get; }

    TimeSpan AudioWritten { get; }

    ValueTask<bool> WriteAudioAsync(ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellation);

    void WriteText(string text, (TimeSpan Start, TimeSpan End)? time);

    void Complete();
}
