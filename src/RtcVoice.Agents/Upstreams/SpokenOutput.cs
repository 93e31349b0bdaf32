using System.Runtime.InteropServices;
using System.Text;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.Upstreams;

/// <summary>A message that the upstream is making.</summary>
/// <param name="message">The call's end of it.</param>
internal sealed class SpokenOutput(AgentMessage message)
{
    private readonly StringBuilder _words = new();
    private byte? _halfSample;

    /// <summary>The call's end of it.</summary>
    public AgentMessage Message { get; } = message;

    /// <summary>Whether it has words.</summary>
    public bool HasWords => _words.Length > 0;

    /// <summary>Takes sound.</summary>
    /// <returns>The whole samples that there are now.</returns>
    public short[] AddSound(byte[] pcm)
    {
        byte[] bytes = _halfSample is { } half ? [half, .. pcm] : pcm;
        _halfSample = bytes.Length % sizeof(short) == 0 ? null : bytes[^1];
        return MemoryMarshal.Cast<byte, short>(bytes).ToArray();
    }

    /// <summary>Takes words.</summary>
    public void AddWords(string words) => _words.Append(words);

    /// <summary>The message as an item of the conversation.</summary>
    public MessageItem ToItem(ItemStatus status) => new()
    {
        Id = Message.ItemId,
        Role = MessageRole.Assistant,
        Status = status,
        Content = [Message.IsSpoken ? new OutputAudioPart(_words.ToString()) : new OutputTextPart(_words.ToString())],
    };
}
